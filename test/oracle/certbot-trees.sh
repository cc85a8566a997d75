#!/usr/bin/env bash
# Unpacks the Apache trees of certbot's own tests out of Debian's source of certbot.
#
#   certbot-trees.sh DIR        fill DIR (created; must be empty or absent) with a folder for each tree
#
# Nothing is installed, and apt's own lists stay as they are. A mirror may no longer have the source of its own release:
# then that of a later one is taken.
set -euo pipefail
export LC_ALL=C

[ $# -eq 1 ] || { echo "usage: ${0##*/} DIR" >&2; exit 2; }
mkdir -p "$1"
out=$(cd "$1" && pwd)
if [ -n "$(ls -A "$out")" ]; then echo "$out is not empty" >&2; exit 2; fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir -p lists/partial cache/archives/partial parts

for file in /etc/apt/sources.list.d/debian*.sources; do
  [ -e "$file" ] && sed 's/^Types:.*/Types: deb-src/' "$file" > "parts/${file##*/}"
done
[ -e /etc/apt/sources.list ] && sed -n 's/^deb /deb-src /p' /etc/apt/sources.list > parts/debian.list
cat > parts/later.sources <<END
Types: deb-src
URIs: http://deb.debian.org/debian
Suites: stable testing
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
END
apt=(-qq -o Dir::Etc::SourceList=/dev/null -o Dir::Etc::SourceParts="$work/parts"
  -o Dir::State::lists="$work/lists" -o Dir::Cache="$work/cache" -o APT::Sandbox::User=root)
apt-get "${apt[@]}" update
for version in $(apt-cache "${apt[@]}" showsrc --only-source python-certbot-apache | sed -n 's/^Version: //p' | sort -V); do
  apt-get "${apt[@]}" source --tar-only "python-certbot-apache=$version" 2> log && break
done
tar xzf python-certbot-apache_*.orig.tar.gz || { cat log >&2; exit 1; }
data=$(find . -type d -path '*/tests/testdata')
for tree in "$data"/debian_apache_2_4/* "$data"/centos7_apache "$data"/gentoo_apache; do
  cp -r "$tree" "$out/${tree##*/}"
done
