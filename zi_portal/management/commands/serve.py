"""manage.py serve: runs the whole portal on this machine, without any server program beside it."""

import signal

from django.core.management.base import BaseCommand, CommandError

from zi_portal import env, serving
from zi_portal.wsgi import application


class Command(BaseCommand):
    help = "Menjalankan portal (web, pekerja, penjadwal) di komputer ini sampai dihentikan dengan Ctrl-C."

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, help="porta; bawaan: variabel PORT, atau 8000")

    def handle(self, *, port, **options):
        """Bind first, so that a taken port starts nothing; then serve until SIGINT, SIGTERM or SIGHUP."""
        port = env.integer("PORT", 8000, 1, 65535) if port is None else port
        try:
            server = serving.bind(application, port)
        except OSError as error:
            raise CommandError(
                f"Porta {port} sudah dipakai program lain. Hentikan program itu, "
                "atau pilih porta lain: PORT=8001 make run"
            ) from error
        switch = serving.Switch()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, switch.turn_off)
        serving.serve(server, switch, lambda: self._announce(port))
        self.stdout.write("Portal berhenti. Data tetap tersimpan.")

    def _announce(self, port):
        self.stdout.write(f"Portal siap di http://{serving.HOST}:{port}/ (berhenti: Ctrl-C)")
        self.stdout.flush()
