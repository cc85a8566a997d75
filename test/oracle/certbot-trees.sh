#!/usr/bin/env bash
# Unpacks the Apache trees of certbot's own tests out of Debian's source of certbot.
#
#   certbot-trees.sh DIR        fill DIR (created; must be empty or absent) with a folder for each tree
later=yes
. "$(dirname "$(realpath "$0")")/debian-source.sh"

for version in $(versions python-certbot-apache | tac); do
  apt-get "${apt[@]}" source --tar-only "python-certbot-apache=$version" 2> log && break
done
tar xzf python-certbot-apache_*.orig.tar.gz || { cat log >&2; exit 1; }
data=$(find . -type d -path '*/tests/testdata')
for tree in "$data"/debian_apache_2_4/* "$data"/centos7_apache "$data"/gentoo_apache; do
  cp -r "$tree" "$out/${tree##*/}"
done
