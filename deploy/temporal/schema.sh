#!/bin/sh
# Creates Temporal's two databases and brings their schemas up to the version of this image. Safe to run again:
# what is there stays, and only missing schema versions are applied. SQL_* comes from docker-compose.yml.
set -eu

for schema in temporal visibility; do
  case $schema in
    temporal) database=temporal ;;
    visibility) database=temporal_visibility ;;
  esac
  temporal-sql-tool --db "$database" create-database
  temporal-sql-tool --db "$database" setup-schema --version 0.0
  temporal-sql-tool --db "$database" update-schema --schema-name "postgresql/v12/$schema"
done
echo "Temporal's databases are ready."
