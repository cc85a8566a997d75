#!/usr/bin/env bash
# Builds httpd with Red Hat's layout out of Debian's source, with the modules that the tests of other layouts load.
#
#   httpd-redhat.sh DIR         fill DIR (created; must be empty or absent) with usr/sbin/httpd and usr/lib/apache
#
# Nothing is installed, and apt's own lists stay as they are. It takes apache2-dev, gcc and make, and some two minutes.
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

# The machine's own sources, and their source packages as well.
for file in /etc/apt/sources.list.d/debian*.sources; do
  [ -e "$file" ] && sed 's/^Types:.*/Types: deb-src/' "$file" > "parts/${file##*/}"
done
[ -e /etc/apt/sources.list ] && sed -n 's/^deb /deb-src /p' /etc/apt/sources.list > parts/debian.list
apt=(-qq -o Dir::Etc::SourceList=/dev/null -o Dir::Etc::SourceParts="$work/parts"
  -o Dir::State::lists="$work/lists" -o Dir::Cache="$work/cache" -o APT::Sandbox::User=root)
apt-get "${apt[@]}" update
# A mirror may still name what it no longer has: the release's own version is always there.
for version in $(apt-cache "${apt[@]}" showsrc --only-source apache2 | sed -n 's/^Version: //p' | sort -rV); do
  apt-get "${apt[@]}" source --download-only "apache2=$version" && break
done
tar xzf apache2_*.orig.tar.gz
cd httpd-*/

./configure --quiet --enable-layout=RedHat --with-pcre=/usr/bin/pcre2-config --disable-ssl \
  --enable-modules=none --with-mpm=event --enable-mpms-shared=event \
  --enable-mods-shared='unixd log_config authz_core dir mime alias headers proxy proxy_http'
make -s
make -s install DESTDIR="$work/image"
mkdir -p "$out/usr/sbin" "$out/usr/lib"
cp "$work/image/usr/sbin/httpd" "$out/usr/sbin/"
cp -r "$work/image/usr/lib/apache" "$out/usr/lib/"
