"""The shipped files as the trial uses them: command lines of the unit files, the environment sample, the nginx file."""

import re
import shlex
import socket

from zi_portal import BASE_DIR

SHIPPED = BASE_DIR / "deploy"
CODE, DATA, ETC, RUN = "/opt/portal-zi", "/var/lib/portal-zi", "/etc/portal-zi", "/run/portal-zi"
"""Folders that the shipped files name."""

PATH_WORD = re.compile(rf"(?<!\S)((?:{CODE}|{DATA}|{ETC}|/var/log/nginx)/?[^\s;)]*)")
"""A word of the nginx file that names one of these folders; it is quoted, for the trial's folder may contain blanks."""

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
    """The parts of a systemd unit that the trial follows: ExecStart, Environment and Nice of its [Service]."""

    def __init__(self, name):
        text = (SHIPPED / "systemd" / name).read_text(encoding="utf8").replace("\\\n", " ")
        lines = [line for line in text.splitlines() if "=" in line and not line.startswith(("#", ";"))]
        pairs = [line.split("=", 1) for line in lines]
        self.exec_start = next(value for key, value in pairs if key == "ExecStart")
        self.nice = next((value for key, value in pairs if key == "Nice"), "0")
        self.environment = dict(shlex.split(value)[0].split("=", 1) for key, value in pairs if key == "Environment")

    def command(self, env, *, instance=""):
        """Return the arguments with ${NAME}, %i and %H filled in and this code for the installed one, behind nice."""
        replacements = {"%i": instance, "%H": socket.gethostname(), CODE: str(BASE_DIR)}
        words = ["nice", "-n", self.nice] if self.nice != "0" else []
        for word in shlex.split(self.exec_start):
            filled = re.sub(r"\$\{(\w+)\}", lambda match: env[match[1]], word)
            words.append(_replace_all(filled, replacements))
        return words


def sample_environment():
    """Return {name: value} of the active lines of the environment sample."""
    lines = (SHIPPED / "portal-zi.env.sample").read_text(encoding="utf8").splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def nginx_site(folder, *, data, webs, http_port, https_port):
    """Return the shipped nginx file with the trial's folders, ports and web processes (addresses as host:port).

    Every piece to be replaced must be there: ValueError names one that is not.
    """
    text = (SHIPPED / "nginx" / "portal-zi.conf").read_text(encoding="utf8")
    replacements = {
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
    missing = [piece for piece in replacements if piece not in text]
    if missing:
        raise ValueError(f"deploy/nginx/portal-zi.conf has no {missing[0]!r}")
    return _replace_all(PATH_WORD.sub(r'"\1"', text), replacements)


def nginx_main(folder, *, user=""):
    """Return the trial's nginx.conf around the site: everything that nginx writes lies under the folder."""
    return NGINX_MAIN.format(folder=folder, user=f"user {user};\n" if user else "")


def _replace_all(text, replacements):
    for piece, replacement in replacements.items():
        text = text.replace(piece, replacement)
    return text
