#!/bin/sh
# Dump the database and copy the uploaded files, again and again. `backup.sh FOLDER FILES [once]`
# A dump appears under its name only when it is complete and readable; old ones go after BACKUP_KEEP_DAYS.
set -eu
folder=$1 files=$2 times=${3:-forever}

while :; do
    name=wuyou-$(date -u +%Y%m%dT%H%M%SZ)
    pg_dump --format=custom --file="$folder/$name.part"
    pg_restore --list "$folder/$name.part" >/dev/null
    tar -czf "$folder/$name.files.part" -C "$files" .
    mv "$folder/$name.files.part" "$folder/$name.files.tar.gz"
    mv "$folder/$name.part" "$folder/$name.dump"
    echo "$name.dump: $(wc -c < "$folder/$name.dump") bytes"
    find "$folder" -name 'wuyou-*' -mtime "+${BACKUP_KEEP_DAYS:-14}" -delete
    [ "$times" = once ] && break
    sleep "${BACKUP_EVERY_SECONDS:-86400}"
done
