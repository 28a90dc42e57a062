# shellcheck shell=sh
# etcd's official release archive, checked against its published SHA256SUMS. Read by scripts with ".", never run by itself,
# after packages.sh. Expects say, which prints a line to standard error.

release=v3.5.21
releases=${ETCD_DOWNLOAD_URL:-https://github.com/etcd-io/etcd/releases/download}

# get URL FILE
get() {
  if has curl; then
    curl -fsSL --retry 3 --connect-timeout 20 -o "$2" "$1" >&2
  elif has wget; then
    wget -q -T 60 -O "$2" "$1" >&2
  else
    say "neither curl nor wget is here to download with"
    return 1
  fi
}

sha256() {
  if has sha256sum; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d ' ' -f 1
}

# platform: prints what this machine is called in the names of the release archives.
platform() {
  case $(uname -s) in
    Linux) os=linux ;;
    Darwin) os=darwin ;;
    *) say "no release archive for $(uname -s)"; return 1 ;;
  esac
  case $(uname -m) in
    x86_64 | amd64) echo "$os-amd64" ;;
    aarch64 | arm64) echo "$os-arm64" ;;
    *) say "no release archive for $(uname -m)"; return 1 ;;
  esac
}

# published_sum SUMS ARCHIVE: prints the SHA-256 that the file of sums has for the archive; nothing where it has none.
published_sum() { awk -v name="$2" '$2 == name || $2 == "*" name { print $1 }' "$1"; }

# unpack_release DIR: downloads the release's archive into DIR, checks its sum, unpacks it there, and sets unpacked to the folder
# of its programs.
unpack_release() {
  name=etcd-$release-$(platform) || return 1
  case $name in
    *linux*) archive=$name.tar.gz ;;
    *) archive=$name.zip ;;
  esac
  say "getting $releases/$release/$archive"
  get "$releases/$release/SHA256SUMS" "$1/SHA256SUMS" && get "$releases/$release/$archive" "$1/$archive" || return 1
  published=$(published_sum "$1/SHA256SUMS" "$archive")
  if [ -z "$published" ] || [ "$(sha256 "$1/$archive")" != "$published" ]; then
    say "$archive does not have the published SHA-256 ($published)"
    return 1
  fi
  case $archive in
    *.zip) (cd "$1" && if has unzip; then unzip -q "$archive"; else jar xf "$archive"; fi) >&2 || return 1 ;;
    *) tar -xzf "$1/$archive" -C "$1" >&2 || return 1 ;;
  esac
  unpacked=$1/$name
  chmod +x "$unpacked"/etcd*
}
