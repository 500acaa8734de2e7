vcl 4.1;
# A content network of your own before the gateways. README.md says how it is run. What differs from place to place is
# in site.vcl: the backend and who may purge.

import std;
include "./site.vcl";

sub vcl_recv {
  if (req.method == "POST" && req.url == "/purge") {
    call purge_keys;
  }
  if (req.url ~ "^/api/v1/stream") {
    return (pipe);
  }
  # A session of the console.
  if ((req.method != "GET" && req.method != "HEAD") || req.http.cookie) {
    return (pass);
  }
  # Requests with a credential, too: `Vary` keeps the answers to each credential apart.
  return (hash);
}

# Bans what has one of the keys of the header Surrogate-Key. In a key, all but letters, digits and / % - _ ~ is taken
# as it is, so that a key is no pattern.
sub purge_keys {
  if (client.ip !~ purgers || std.getenv("PURGE_TOKEN") == "" ||
      req.http.authorization != "Bearer " + std.getenv("PURGE_TOKEN")) {
    return (synth(403, "Forbidden"));
  }
  if (!req.http.surrogate-key) {
    return (synth(400, "Send the keys in the header Surrogate-Key"));
  }
  set req.http.keys = regsuball(regsuball(req.http.surrogate-key, "([^A-Za-z0-9/%_~ -])", "[\1]"), " +", "|");
  if (!std.ban("obj.http.surrogate-key ~ (^|[[:space:]])(" + req.http.keys + ")([[:space:]]|$)")) {
    return (synth(400, std.ban_error()));
  }
  return (synth(200, "Purged"));
}

sub vcl_pipe {
  if (req.http.upgrade) {
    set bereq.http.upgrade = req.http.upgrade;
    set bereq.http.connection = req.http.connection;
  }
}

# Only what the gateway declares for a content network (RFC 9213) is kept, for as long as it says.
sub vcl_backend_response {
  if (beresp.status == 200 && !beresp.http.set-cookie && beresp.http.surrogate-key &&
      beresp.http.cdn-cache-control ~ "(^|[, ])max-age=[0-9]+") {
    set beresp.ttl = std.duration(regsub(beresp.http.cdn-cache-control, "^(.*[, ])?max-age=([0-9]+).*$", "\2s"), 0s);
    # What is old is not served: a purge would be without effect.
    set beresp.grace = 0s;
    set beresp.keep = 0s;
    return (deliver);
  }
  set beresp.ttl = 0s;
  set beresp.uncacheable = true;
  return (deliver);
}

sub vcl_deliver {
  if (obj.hits > 0) {
    # RFC 9211
    set resp.http.cache-status = "varnish; hit";
  }
  unset resp.http.surrogate-key;
  unset resp.http.cdn-cache-control;
}
