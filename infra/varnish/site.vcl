backend default {
  .host = "127.0.0.1";
  .port = "8080";
  .first_byte_timeout = 35s;
}

# The gateways.
acl purgers {
  "127.0.0.1";
}
