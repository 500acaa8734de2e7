-- migrate:up

-- The prediction service counts how long committed events take until they change predictions.
grant execute on function operations.put_service_minutes(text, jsonb) to inkling_prediction;

-- migrate:down
revoke execute on function operations.put_service_minutes(text, jsonb) from inkling_prediction;
