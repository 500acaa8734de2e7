-- migrate:up

-- The challengers of predictions have the scenario /predictions, which no placement can have. The state of their league
-- is a part of learning.states.
alter table learning.challengers
  add column learned jsonb -- what a training run learned, if it is the challenger
    check (pg_column_size(learned) <= 1048576);
grant select on learning.challengers to inkling_prediction;
grant select on learning.states to inkling_suggestion;

-- migrate:down
revoke select on learning.states from inkling_suggestion;
revoke select on learning.challengers from inkling_prediction;
delete from learning.challengers where scenario = '/predictions';
alter table learning.challengers drop column learned;
