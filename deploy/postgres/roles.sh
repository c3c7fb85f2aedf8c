#!/bin/sh
# Runs once, when the database is made: the role that runs the product, beside the owner of the tables.
# The same as helpdesk/supervisor/roles.py, with a password.
set -eu
psql -v ON_ERROR_STOP=1 -v password="$APP_DB_PASSWORD" -U "$POSTGRES_USER" -d "$POSTGRES_DB" <<'SQL'
CREATE ROLE wuyou_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'password';
ALTER ROLE wuyou_app SET statement_timeout = '15s';
ALTER ROLE wuyou_app SET lock_timeout = '2s';
ALTER ROLE wuyou_app SET idle_in_transaction_session_timeout = '10s';
GRANT USAGE ON SCHEMA public TO wuyou_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO wuyou_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO wuyou_app;
CREATE EXTENSION IF NOT EXISTS pg_stat_statements;
SQL
