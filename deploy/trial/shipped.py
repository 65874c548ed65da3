"""What is shipped, read for the trial: command lines out of the unit files, the environment sample, the nginx file."""

import re
import shlex
import socket

from zi_portal import BASE_DIR

SHIPPED = BASE_DIR / "deploy"
CODE, DATA, ETC, RUN = "/opt/portal-zi", "/var/lib/portal-zi", "/etc/portal-zi", "/run/portal-zi"
"""The folders that the shipped files name."""

PLACE = re.compile(rf"(?<!\S)((?:{CODE}|{DATA}|{ETC}|/var/log/nginx)/?[^\s;)]*)")
"""A word of the nginx file that names one of them; in quotes its folder may have blanks in its name."""

HOST_NAME = "portal.example.go.id"
NGINX_MAIN = """\
worker_processes 2;
daemon off;
pid "{folder}/nginx.pid";
error_log stderr warn;
{user}events {{ worker_connections 1024; }}
http {{
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    sendfile on;
    tcp_nopush on;
    access_log off;
    client_body_temp_path "{folder}/body";
    proxy_temp_path "{folder}/proxy";
    fastcgi_temp_path "{folder}/fastcgi";
    uwsgi_temp_path "{folder}/uwsgi";
    scgi_temp_path "{folder}/scgi";
    include "{folder}/portal-zi.conf";
}}
"""


class Unit:
    """A systemd unit as far as the trial follows it: ExecStart, Environment and Nice of its [Service]."""

    def __init__(self, name):
        text = (SHIPPED / "systemd" / name).read_text(encoding="utf8").replace("\\\n", " ")
        lines = [line for line in text.splitlines() if "=" in line and not line.startswith(("#", ";"))]
        pairs = [line.split("=", 1) for line in lines]
        self.exec_start = next(value for key, value in pairs if key == "ExecStart")
        self.nice = next((value for key, value in pairs if key == "Nice"), "0")
        self.environment = dict(shlex.split(value)[0].split("=", 1) for key, value in pairs if key == "Environment")

    def command(self, env, *, instance=""):
        """Arguments with systemd's ${NAME}, %i and %H filled in, and our code for the installed one, behind nice."""
        places = {"%i": instance, "%H": socket.gethostname(), CODE: str(BASE_DIR)}
        words = ["nice", "-n", self.nice] if self.nice != "0" else []
        for word in shlex.split(self.exec_start):
            filled = re.sub(r"\$\{(\w+)\}", lambda found: env[found[1]], word)
            words.append(_replaced(filled, places))
        return words


def sample_environment():
    """{name: value} of the lines of the environment sample that are on."""
    lines = (SHIPPED / "portal-zi.env.sample").read_text(encoding="utf8").splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def nginx_site(folder, *, data, webs, http_port, https_port):
    """Text of the shipped nginx file with the trial's folders, ports and web processes (addresses as host:port).

    Every piece that is put in another's place must be there: ValueError names one that is not.
    """
    text = (SHIPPED / "nginx" / "portal-zi.conf").read_text(encoding="utf8")
    places = {
        "    listen [::]:80 default_server;\n": "",
        "    listen [::]:443 ssl http2 default_server;\n": "",
        "    listen [::]:80;\n": "",
        "    listen [::]:443 ssl http2;\n": "",
        "listen 80": f"listen 127.0.0.1:{http_port}",
        "listen 443": f"listen 127.0.0.1:{https_port}",
        "Host $host;": f"Host $host:{https_port};",  # a browser names the trial's port; that of a server it leaves out
        f"https://{HOST_NAME}": f"https://127.0.0.1:{https_port}",
        HOST_NAME: "127.0.0.1 localhost",
        f"    server unix:{RUN}/web.sock;": "\n".join(f"    server {web};" for web in webs),
        f"{ETC}/tls": str(folder),
        "/var/log/nginx": str(folder),
        DATA: str(data),
        CODE: str(BASE_DIR),
    }
    missing = [piece for piece in places if piece not in text]
    if missing:
        raise ValueError(f"deploy/nginx/portal-zi.conf has no {missing[0]!r}")
    return _replaced(PLACE.sub(r'"\1"', text), places)


def nginx_main(folder, *, user=""):
    """Text of the trial's nginx.conf around the site: everything that is written lies under the folder."""
    return NGINX_MAIN.format(folder=folder, user=f"user {user};\n" if user else "")


def _replaced(text, places):
    for piece, other in places.items():
        text = text.replace(piece, other)
    return text
