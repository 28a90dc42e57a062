# shellcheck shell=sh
# The files of Debian packages in a folder: without root, without installing anything. Read by scripts with ".",
# never run by itself. Expects say, which prints a line to standard error; sets cache to the project's cache folder.

has() { command -v "$1" >/dev/null 2>&1; }

cache=${XDG_CACHE_HOME:-${HOME:?is not set and neither is XDG_CACHE_HOME}/.cache}/nexus-telemetry
case $cache in
  /*) ;;
  *) cache=$(pwd)/$cache ;;
esac

# work_folder: makes a folder in the cache that is deleted when the script ends, and sets work to it.
work_folder() {
  mkdir -p "$cache" || { say "cannot make the cache folder $cache"; return 1; }
  work=$(mktemp -d "$cache/unpack.XXXXXX") || { say "cannot write to the cache folder $cache"; return 1; }
  trap 'rm -rf "$work"' EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
}

# apt FOLDER ARGUMENT…: apt-get with lists and caches of its own in FOLDER.
apt() {
  own=$1
  shift
  apt-get -qq -o Dir::State::lists="$own/lists" -o Dir::Cache="$own/cache" \
    -o APT::Sandbox::User=root -o Acquire::Languages=none -o Acquire::Retries=3 "$@"
}

# not_installed FOLDER PACKAGE…: prints the packages that would have to be installed for these to run here.
not_installed() {
  own=$1
  shift
  plan=$(apt "$own" -s --no-install-recommends install "$@") || return 1
  printf '%s\n' "$plan" | sed -n 's/^Inst \([^ ]*\).*/\1/p'
}

# unpack_packages FOLDER PACKAGE…: puts the packages' files under FOLDER/root.
unpack_packages() { unpack_listed "$1" no "$@"; }

# unpack_with_needed FOLDER PACKAGE…: the same with all they need that is not installed here, libraries above all.
unpack_with_needed() { unpack_listed "$1" yes "$@"; }

# The status of update is not asked: one broken third-party source must not matter, download decides.
unpack_listed() {
  if ! has apt-get || ! has dpkg-deb; then
    say "there is no apt-get with dpkg-deb here"
    return 1
  fi
  folder=$1
  with_needed=$2
  shift 3
  say "getting $* from the distribution's packages (unpacked, not installed)"
  mkdir -p "$folder/lists/partial" "$folder/cache/archives/partial" "$folder/root" || return 1
  (
    cd "$folder" || exit 1
    apt "$folder" update || true
    needed=
    if [ "$with_needed" = yes ]; then needed=$(not_installed "$folder" "$@") || exit 1; fi
    # shellcheck disable=SC2086 # names of packages, none with a space
    apt "$folder" download "$@" $needed || exit 1
    for package in *.deb; do
      dpkg-deb -x "$package" root || exit 1
    done
  ) >"$folder/log" 2>&1 || { tail -n 5 "$folder/log" >&2; return 1; }
}
