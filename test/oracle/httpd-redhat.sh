#!/usr/bin/env bash
# Builds httpd with Red Hat's layout out of Debian's source, with the modules that the tests of other layouts load.
#
#   httpd-redhat.sh DIR         fill DIR (created; must be empty or absent) with usr/sbin/httpd and usr/lib/apache
#
# It takes apache2-dev, gcc and make, and some two minutes.
. "$(dirname "$(realpath "$0")")/debian-source.sh"

# A mirror may still name what it no longer has: the release's own version is always there.
for version in $(versions apache2); do
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
