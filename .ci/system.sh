#!/usr/bin/env bash
# Debian packages that are missing: installed by apt where it may (root or sudo without a password), else named.
# Usage: .ci/system.sh NEED PACKAGE[=COMMAND] …   NEED: "must" (exit 1 when missing) or "may" (tests are skipped)
set -eu
need=$1
shift
PATH=$PATH:/usr/sbin # where Debian puts nginx, for everybody

present() { # a package counts as present when dpkg has it or its command is on the PATH
  local package=${1%%=*} command=${1#*=}
  [ "$command" != "$1" ] && command -v "$command" >/dev/null && return
  dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed
}

missing=()
for wanted in "$@"; do
  present "$wanted" || missing+=("${wanted%%=*}")
done
[ ${#missing[@]} -eq 0 ] && exit 0

if [ "$(id -u)" = 0 ]; then as_root=()
elif sudo -n true 2>/dev/null; then as_root=(sudo -n)
else as_root=(false)
fi
if command -v apt-get >/dev/null && [ "${as_root[*]-}" != false ]; then
  echo "Memasang paket sistem: ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  "${as_root[@]}" apt-get update -qq >/dev/null || true
  for package in "${missing[@]}"; do
    "${as_root[@]}" apt-get install -y -qq --no-install-recommends "$package" >/dev/null || true
  done
fi

still=()
for wanted in "$@"; do
  present "$wanted" || still+=("${wanted%%=*}")
done
[ ${#still[@]} -eq 0 ] && exit 0
if [ "$need" = must ]; then
  echo "Paket sistem ini belum ada: ${still[*]}. Minta administrator menjalankan: apt install ${still[*]}" >&2
  exit 1
fi
echo "Paket sistem ini tidak dapat dipasang, ujian yang memerlukannya dilewati: ${still[*]}"
