#!/usr/bin/env bash
# What the portal needs around its code: system packages, .venv, Python packages. Safe to repeat.
# Usage: .ci/setup.sh run (what the portal runs on) | production (what make run-production needs besides)
#        | test (what the tests need besides)
set -eu
cd "$(dirname "$0")/.."
group=$1

newest_python() { # the first Python of at least 3.11 on the PATH
  for name in python3 python3.14 python3.13 python3.12 python3.11; do
    if "$name" -c "import sys; sys.exit(sys.version_info < (3, 11))" 2>/dev/null; then
      echo "$name"
      return
    fi
  done
}

make_venv() {
  [ -x .venv/bin/python ] && .venv/bin/python -m pip --version >/dev/null 2>&1 && return
  python=$(newest_python)
  if [ -z "$python" ]; then
    .ci/system.sh must python3 python3-venv
    python=$(newest_python)
  fi
  if [ -z "$python" ]; then
    echo "Python 3.11 atau yang lebih baru belum ada; pasang dahulu (apt install python3 python3-venv)." >&2
    exit 1
  fi
  "$python" -c 'import ensurepip, venv' 2>/dev/null || .ci/system.sh must python3-venv
  echo "Membuat .venv dengan $("$python" --version)"
  "$python" -m venv --clear .venv
}

install() { # pip only when the file changed since the last time
  local stamp=.venv/.$1 file=$2 sum
  sum=$(sha256sum <"$file")
  [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$sum" ] && return
  echo "Memasang paket Python dari $file"
  .venv/bin/python -m pip install -qq --disable-pip-version-check -r "$file"
  echo "$sum" >"$stamp"
}

if [ "$group" = run ]; then
  .ci/system.sh must libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 libmagic1
  make_venv
  install run requirements.txt
elif [ "$group" = production ]; then
  .ci/system.sh must postgresql redis-server=redis-server nginx-light=nginx openssl=openssl
else
  .ci/system.sh may chromium=chromium postgresql redis-server=redis-server nginx-light=nginx openssl=openssl
  .ci/system.sh may poppler-utils=pdftotext libreoffice-calc libreoffice-writer libreoffice-impress systemd=systemd-analyze
  .ci/system.sh may clamav-daemon=clamd bubblewrap=bwrap
  install test tests/requirements.txt
fi
