# Sourced by scripts that fill a folder out of the source of a Debian package: checks the folder ($out), makes a work
# folder that goes again ($work, where the script stands from here on), and fetches sources by lists of its own.
# Nothing is installed, and apt's own lists stay as they are.
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

# The machine's own sources, and their source packages as well; with $later those of later releases, too: a mirror may no
# longer have the source of its own.
for file in /etc/apt/sources.list.d/debian*.sources; do
  [ -e "$file" ] || continue
  sed 's/^Types:.*/Types: deb-src/' "$file" > "parts/${file##*/}"
  [ -n "${later-}" ] || continue
  sed '/^$/,$d; s/^Suites:.*/Suites: stable testing/' "parts/${file##*/}" > "parts/later-${file##*/}"
done
[ -e /etc/apt/sources.list ] && sed -n 's/^deb /deb-src /p' /etc/apt/sources.list > parts/debian.list
apt=(-qq -o Dir::Etc::SourceList=/dev/null -o Dir::Etc::SourceParts="$work/parts"
  -o Dir::State::lists="$work/lists" -o Dir::Cache="$work/cache" -o APT::Sandbox::User=root)
apt-get "${apt[@]}" update

# Versions of a source package, newest first.
versions() {
  apt-cache "${apt[@]}" showsrc --only-source "$1" | sed -n 's/^Version: //p' | sort -rV
}
