"""make run-production: the production profile on this machine under var/production/ until Ctrl-C."""

import os
import signal
import sys
import time
from pathlib import Path

from deploy.trial.ports import is_taken
from deploy.trial.stack import Stack, missing_packages
from zi_portal import BASE_DIR

HTTPS_PORT, HTTP_PORT = 8443, 8080
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(Exception):
    """A signal asked the trial to stop while it was starting or running."""


def main():
    """Start, watch and stop all parts; exit with 0 when asked to stop, with 1 and a sentence when it cannot run."""
    if packages := missing_packages():
        sys.exit(f"Paket sistem ini belum ada: {', '.join(packages)}. Pasang dahulu: apt install {' '.join(packages)}")
    try:
        stack = Stack(_folder(), https_port=_port("PORT", HTTPS_PORT), http_port=_port("HTTP_PORT", HTTP_PORT))
    except ValueError as error:
        sys.exit(str(error))
    for number in ENDING:
        signal.signal(number, _end)
    try:
        _run(stack)
    except Stopped:
        print("Menghentikan semua bagian …", flush=True)
    except RuntimeError as error:
        sys.exit(f"Tidak dapat dijalankan: {error}\nCatatan lengkap: {stack.folder / 'logs'}")
    finally:
        for number in ENDING:
            signal.signal(number, signal.SIG_IGN)
        stack.stop_all()
    print(f"Portal berhenti. Data tetap tersimpan di {stack.folder}.")


def _end(number, frame):
    raise Stopped


def _run(stack):
    for title, step in stack.steps():
        print(f"{title} …", flush=True)
        step()
    print(f"Portal produksi siap di {stack.address}/ (sertifikat buatan sendiri; berhenti: Ctrl-C)", flush=True)
    while True:
        for name, code in stack.watch():
            print(f"{name} berhenti (kode {code}); dijalankan lagi.", flush=True)
        time.sleep(0.25)


def _folder():
    return Path(os.environ.get("ZI_VAR") or BASE_DIR / "var") / "production"


def _port(name, default):
    """Return the port from the environment; raise ValueError with a sentence when it is no number or taken."""
    text = os.environ.get(name) or str(default)
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise ValueError(f"{name} harus bilangan dari 1 sampai 65535; nilainya {text!r}.")
    if is_taken(int(text)):
        raise ValueError(
            f"Porta {text} sudah dipakai program lain. Hentikan program itu, "
            f"atau pilih porta lain: {name}={int(text) + 1} make run-production"
        )
    return int(text)


if __name__ == "__main__":
    main()
