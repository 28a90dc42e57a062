# shellcheck shell=bash
# What the scripts of infra/pki share; read by them with ".", never run by itself.
#
# A folder of certificates, which belongs on a machine that is not always connected:
#
#   client-ca.key client-ca.crt   signs etcd's server certificates, and those of its clients
#   peer-ca.key   peer-ca.crt     signs the members' certificates between themselves: a client's certificate makes nobody a member
#   KIND/NAME.key .crt .names     issued: KIND is server, peer or client; .names has what the certificate is valid for
#   old/                          what renew and authorities replaced
#
# While an authority is replaced its .crt has two certificates, the new one's first: whoever trusts the file trusts both.
#
# With PKI_PASSPHRASE_FILE the keys of the two authorities are encrypted with what the file holds.

umask 077

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }
fail() {
  say "$*"
  exit 1
}

# usage_if ARGUMENT: prints the script's head and ends where help was asked for.
usage_if() {
  case ${1:-} in
    --help | -h | "")
      sed -n '2,/^[^#]/{s/^# \{0,1\}//p}' "$0"
      [ -n "${1:-}" ] && exit 0
      exit 2
      ;;
  esac
}

# open_folder FOLDER: sets pki to it; it is to hold authorities.
open_folder() {
  pki=$1
  if [ ! -f "$pki/client-ca.key" ] || [ ! -f "$pki/peer-ca.key" ]; then
    fail "$pki has no certificate authorities: run init-ca first"
  fi
}

# passphrase: sets pass_in and pass_out, the options with which openssl reads and writes the authorities' keys.
passphrase() {
  pass_in=()
  pass_out=()
  [ -n "${PKI_PASSPHRASE_FILE:-}" ] || return 0
  [ -s "$PKI_PASSPHRASE_FILE" ] || fail "PKI_PASSPHRASE_FILE is empty or missing: $PKI_PASSPHRASE_FILE"
  pass_in=(-passin "file:$PKI_PASSPHRASE_FILE")
  pass_out=(-aes-256-cbc -pass "file:$PKI_PASSPHRASE_FILE")
}

# whole_number VALUE MINIMUM MAXIMUM WHAT
whole_number() {
  if [[ ! $1 =~ ^[0-9]{1,5}$ ]] || ((10#$1 < $2 || 10#$1 > $3)); then
    fail "$4 is a whole number from $2 to $3, not: $1"
  fi
}

# days_left CERTIFICATE: prints how many whole days it is still valid, below zero when it is not.
days_left() {
  local end
  end=$(openssl x509 -in "$1" -noout -enddate) || return 1
  days_until "$end"
}

# days_until END: the same of an end as openssl prints it, notAfter=….
days_until() { echo $((($(date -d "${1#notAfter=}" +%s) - $(date +%s)) / 86400)); }

# serial_of [CERTIFICATE]: prints its serial number; that of standard input without one.
serial_of() { openssl x509 ${1:+-in "$1"} -noout -serial | cut -d= -f2; }

# make_authority NAME DAYS FOLDER: a new authority's key and certificate, in that folder.
make_authority() {
  openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 "${pass_out[@]}" -out "$3/$1.key"
  openssl req -x509 -new -key "$3/$1.key" "${pass_in[@]}" -days "$2" -sha384 \
    -subj "/O=nexus-telemetry/CN=etcd $1" \
    -addext "basicConstraints = critical, CA:TRUE, pathlen:0" -addext "keyUsage = critical, keyCertSign, cRLSign" \
    -out "$3/$1.crt"
  chmod 644 "$3/$1.crt"
}

# authority_of KIND: prints the authority that signs certificates of that kind.
authority_of() {
  case $1 in
    server | client) echo client-ca ;;
    peer) echo peer-ca ;;
    *) fail "a certificate is a server's, a peer's or a client's, not: $1" ;;
  esac
}

# alternative_names NAME…: prints them as openssl takes them, addresses told from names.
alternative_names() {
  local name list=
  for name; do
    if [[ $name =~ ^[0-9]{1,3}(\.[0-9]{1,3}){3}$ ]]; then
      list+=,IP:$name
    elif [[ $name =~ ^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$ ]]; then
      list+=,DNS:$name
    else
      fail "neither a host's name nor an IPv4 address: $name"
    fi
  done
  echo "${list#,}"
}

# sign KIND NAME DAYS [HOST…]: makes a key and its certificate, and puts both in place together.
# A server's has no common name: etcd takes the common name of whoever calls for a user's name, and a member is none.
sign() {
  local kind=$1 name=$2 days=$3 authority subject usage work
  shift 3
  authority=$(authority_of "$kind")
  [[ $name =~ ^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$ ]] || fail "a certificate's name is up to 64 letters, digits, dots, lines: $name"
  case $kind in
    server) subject="/O=nexus-telemetry/OU=etcd server $name" usage=serverAuth ;;
    peer) subject="/O=nexus-telemetry/OU=etcd peer/CN=$name" usage=serverAuth,clientAuth ;;
    client) subject="/O=nexus-telemetry/OU=etcd client/CN=$name" usage=clientAuth ;;
  esac
  passphrase
  mkdir -p "$pki/$kind"
  work=$(mktemp -d "$pki/$kind/.new.XXXXXX")
  {
    echo "basicConstraints = critical, CA:FALSE"
    echo "keyUsage = critical, digitalSignature"
    echo "extendedKeyUsage = $usage"
    echo "subjectKeyIdentifier = hash"
    echo "authorityKeyIdentifier = keyid"
    [ $# -eq 0 ] || echo "subjectAltName = $(alternative_names "$@")"
  } >"$work/extensions"
  if ! {
    openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$work/key" &&
      openssl req -new -key "$work/key" -subj "$subject" -out "$work/request" &&
      openssl x509 -req -in "$work/request" -days "$days" -sha256 -extfile "$work/extensions" \
        -set_serial "0x00$(openssl rand -hex 16)" -CA "$pki/$authority.crt" -CAkey "$pki/$authority.key" "${pass_in[@]}" -out "$work/crt"
  } 2>"$work/log"; then
    cat "$work/log" >&2
    rm -rf "$work"
    fail "openssl could not make the certificate $kind/$name"
  fi
  printf '%s\n' "$@" >"$pki/$kind/$name.names"
  mv "$work/key" "$pki/$kind/$name.key"
  mv "$work/crt" "$pki/$kind/$name.crt"
  rm -rf "$work"
  chmod 644 "$pki/$kind/$name.crt"
}
