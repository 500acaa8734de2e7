-- migrate:up

-- A window of learning metrics is a range of each key, instead of a part of every model's and every kind's history.
alter table learning.metrics drop constraint metrics_pkey, add primary key (tenant_id, hour, model, kind);
alter table learning.answers drop constraint answers_pkey, add primary key (tenant_id, hour, kind, scenario);
alter table learning.answer_signals
  drop constraint answer_signals_pkey, add primary key (tenant_id, hour, kind, scenario, signal);

-- migrate:down
alter table learning.answer_signals
  drop constraint answer_signals_pkey, add primary key (tenant_id, kind, scenario, signal, hour);
alter table learning.answers drop constraint answers_pkey, add primary key (tenant_id, kind, scenario, hour);
alter table learning.metrics drop constraint metrics_pkey, add primary key (tenant_id, model, kind, hour);
