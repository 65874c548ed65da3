"""Rights that a process gives up for good before it touches strangers' files: network, other programs, other paths.

Two means of the kernel, both available to every user and inherited by all children: seccomp refuses calls, landlock
refuses paths. Neither can be undone.
"""

import ctypes
import errno
import os
import socket
import struct
from contextlib import closing, suppress

PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS, PR_GET_SECCOMP = 22, 38, 21
SECCOMP_FILTER = 2
NEW_USER, NEW_NETWORK = 0x10000000, 0x40000000


class Unfenced(OSError):
    """This machine cannot enforce the restrictions."""


def enter(*, readable, writable=(), sockets=(), files=(), programs=False):
    """Give up the network, every path but the given ones and, unless programs, starting programs and writing.

    readable, writable: paths of files and folders, absent ones are skipped; sockets: folders in which sockets may be
    made and files removed; files: descriptors that may be opened again by their /proc/self/fd/N. Without landlock in
    the kernel all paths stay readable. On a machine with unknown calls the network is left by a namespace. Raises
    Unfenced where neither is possible.
    """
    _library().prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if not known_machine() and _library().unshare(NEW_USER | NEW_NETWORK):
        raise Unfenced(ctypes.get_errno(), "Neither calls nor the network can be refused on this machine.")
    if landlock_version():
        _enter_landlock(readable, writable, sockets, files, programs)
    if known_machine():
        refuse_calls(programs=programs)


def in_force():
    """Return the names of this machine's means, the stronger last: "seccomp", "landlock 7"."""
    means = ["seccomp"] if known_machine() and _library().prctl(PR_GET_SECCOMP, 0, 0, 0, 0) >= 0 else []
    version = landlock_version()
    return means + ([f"landlock {version}"] if version else [])


def _library():
    return ctypes.CDLL(None, use_errno=True)


# Calls of the kernel

X86_64, OTHERS = 0, 1
MACHINES = {
    "x86_64": (0xC000003E, X86_64),
    "aarch64": (0xC00000B7, OTHERS),
    "riscv64": (0xC00000F3, OTHERS),
    "loongarch64": (0xC0000102, OTHERS),
}
"""{machine: (its number for the kernel's audit, column of its numbers below)}."""
NEWEST = 462
"""The newest call that this list considers. From 424 on, numbers are the same on all machines; x32 starts at 2³⁰."""

NETWORK = """socket 41 198, socketpair 53 199, bind 49 200, listen 50 201, accept 43 202, accept4 288 242"""
CONNECTIONS = """connect 42 203"""
OTHER_PROCESSES = """ptrace 101 117, process_vm_readv 310 270, process_vm_writev 311 271, kcmp 312 272,
    pidfd_open 434 434, pidfd_getfd 438 438, pidfd_send_signal 424 424, process_madvise 440 440"""
SYSTEM = """io_uring_setup 425 425, io_uring_enter 426 426, io_uring_register 427 427,
    mount 165 40, umount2 166 39, pivot_root 155 41, chroot 161 51, unshare 272 97, setns 308 268,
    open_tree 428 428, move_mount 429 429, fsopen 430 430, fsconfig 431 431, fsmount 432 432, fspick 433 433,
    mount_setattr 442 442, quotactl 179 60, quotactl_fd 443 443, acct 163 89, swapon 167 224, swapoff 168 225,
    bpf 321 280, perf_event_open 298 241, userfaultfd 323 282, fanotify_init 300 262,
    add_key 248 217, request_key 249 218, keyctl 250 219, name_to_handle_at 303 264, open_by_handle_at 304 265,
    init_module 175 105, finit_module 313 273, delete_module 176 106, kexec_load 246 104, kexec_file_load 320 294,
    reboot 169 142, settimeofday 164 170, clock_settime 227 112, clock_adjtime 305 266, adjtimex 159 171,
    sethostname 170 161, setdomainname 171 162, iopl 172 -, ioperm 173 -, mknod 133 -, mknodat 259 33"""
PROGRAMS = """execve 59 221, execveat 322 281, tkill 200 130, rt_sigqueueinfo 129 138, rt_tgsigqueueinfo 297 240"""
MARKS = """truncate 76 45, chmod 90 -, fchmod 91 52, fchmodat 268 53, fchmodat2 452 452, chown 92 -, lchown 94 -,
    fchown 93 55, fchownat 260 54, setxattr 188 5, lsetxattr 189 6, fsetxattr 190 7, removexattr 197 14,
    lremovexattr 198 15, fremovexattr 199 16, utime 132 -, utimes 235 -, futimesat 261 -, utimensat 280 88"""
"""Names and numbers (x86_64, the others) of refused calls. Landlock does not cover MARKS of files."""
CLONE, CLONE3, KILL, TGKILL = (56, 220), 435, (62, 129), (234, 131)
SOCKET, SOCKETPAIR = (41, 198), (53, 199)
NAMESPACES = 0x7E020000
"""Flags of clone() that make namespaces, in which a process would have rights again."""

LOAD, EQUAL, GREATER, ANY_OF, MASK, RETURN = 0x20, 0x15, 0x25, 0x45, 0x54, 0x06
DEATH, ALLOW, REFUSE = 0x80000000, 0x7FFF0000, 0x00050000
CALL, MACHINE, FIRST, SECOND = 0, 4, 16, 24
"""Offsets in a filter's input: number of the call, machine, arguments (little-endian)."""
TYPE = 0xF
"""Mask of a socket's type without its flags."""


def known_machine():
    """Return whether the numbers of this machine's calls are known."""
    return os.uname().machine in MACHINES and struct.calcsize("P") == 8


def refuse_calls(*, programs):
    """Refuse this process and its children the listed calls and every newer one; raise Unfenced where impossible."""
    steps = rules(programs=programs)
    code = ctypes.create_string_buffer(steps)
    filtering = ctypes.create_string_buffer(struct.pack("@HP", len(steps) // 8, ctypes.addressof(code)))
    library = _library()
    library.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if library.prctl(PR_SET_SECCOMP, SECCOMP_FILTER, ctypes.c_void_p(ctypes.addressof(filtering)), 0, 0):
        raise Unfenced(ctypes.get_errno(), "The kernel takes no filter of calls.")


def rules(*, programs):
    """Return the filter in classic BPF, for a known machine; programs: whether other programs may be started."""
    machine, column = MACHINES[os.uname().machine]
    lists = (CONNECTIONS, OTHER_PROCESSES, SYSTEM) + (() if programs else (NETWORK, PROGRAMS, MARKS))
    steps = [(LOAD, 0, 0, MACHINE), (EQUAL, 1, 0, machine), (RETURN, 0, 0, DEATH), (LOAD, 0, 0, CALL)]
    steps += _refuse_if(GREATER, NEWEST, errno.ENOSYS) + _refuse_if(EQUAL, CLONE3, errno.ENOSYS)
    for number in sorted(_numbers(lists, column)):
        steps += _refuse_if(EQUAL, number, errno.EACCES)
    steps += _refuse_by_argument(CLONE[column], ANY_OF, NAMESPACES, refuse_when=True)
    if programs:  # LibreOffice listens on a socket of its own for a second instance, and reaches nobody with it
        steps += _local_streams(SOCKET[column]) + _local_streams(SOCKETPAIR[column])
    else:
        for call in (KILL, TGKILL):
            steps += _refuse_by_argument(call[column], EQUAL, os.getpid(), refuse_when=False)
    return b"".join(struct.pack("=HBBI", *step) for step in [*steps, (RETURN, 0, 0, ALLOW)])


def _numbers(lists, column):
    words = (entry.split() for entry in ",".join(lists).split(","))
    return {int(entry[1 + column]) for entry in words if entry[1 + column] != "-"}


def _refuse_if(test, value, error):
    return [(test, 0, 1, value), (RETURN, 0, 0, REFUSE | error)]


def _refuse_by_argument(call, test, value, *, refuse_when):
    """Return steps that refuse a call by its first argument, then load the number of the call again."""
    yes, no = (0, 1) if refuse_when else (1, 0)
    return [
        (EQUAL, 0, 4, call), (LOAD, 0, 0, FIRST),
        (test, yes, no, value), (RETURN, 0, 0, REFUSE | errno.EPERM), (LOAD, 0, 0, CALL),
    ]  # fmt: skip


def _local_streams(call):
    """Return steps that refuse all sockets but local streams: datagrams would reach others without connect()."""
    return [
        (EQUAL, 0, 7, call), (LOAD, 0, 0, FIRST), (EQUAL, 0, 3, socket.AF_UNIX),
        (LOAD, 0, 0, SECOND), (MASK, 0, 0, TYPE), (EQUAL, 1, 0, socket.SOCK_STREAM),
        (RETURN, 0, 0, REFUSE | errno.EACCES), (LOAD, 0, 0, CALL),
    ]  # fmt: skip


# Paths

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
VERSION, PATH_BENEATH = 1, 1
EXECUTE, WRITE_FILE, READ_FILE, READ_DIR, REMOVE_FILE, MAKE_SOCKET = 1, 2, 4, 8, 1 << 5, 1 << 9
ALL_PATHS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1}
"""{version: its rights over paths}; from the fifth on also commands to devices."""
NEWEST_PATHS = (1 << 16) - 1
NETWORK_FROM, SCOPES_FROM = 4, 6
OF_FILES = EXECUTE | WRITE_FILE | READ_FILE | (1 << 14) | (1 << 15)
"""Rights that a rule about a single file may grant."""


def landlock_version():
    """Return the version of landlock in the running kernel, 0 where it has none."""
    return max(0, _library().syscall(CREATE_RULESET, None, 0, VERSION))


def _enter_landlock(readable, writable, sockets, files, programs):
    version = landlock_version()
    paths = ALL_PATHS.get(version, NEWEST_PATHS)
    network, scopes = 3 if version >= NETWORK_FROM else 0, 3 if version >= SCOPES_FROM else 0
    size = 24 if version >= SCOPES_FROM else 16 if version >= NETWORK_FROM else 8
    attributes = struct.pack("=QQQ", paths, network, scopes)[:size]
    rules = _syscall(CREATE_RULESET, attributes, size, 0)
    reading = READ_FILE | READ_DIR | (EXECUTE if programs else 0)
    try:
        granted = [(readable, reading), (writable, paths), (sockets, MAKE_SOCKET | REMOVE_FILE)]
        for path, rights in [(path, rights) for paths_of_kind, rights in granted for path in paths_of_kind]:
            with suppress(FileNotFoundError, PermissionError), _path_reference(path) as number:
                _add_rule(rules, number, rights)
        for number in files:
            _add_rule(rules, number, READ_FILE)
        _syscall(RESTRICT_SELF, rules, 0)
    finally:
        os.close(rules)


class _path_reference(closing):
    """An open path that serves as a reference only, not for reading."""

    def __init__(self, path):
        super().__init__(None)
        self.number = os.open(path, os.O_PATH | os.O_CLOEXEC)

    def __enter__(self):
        return self.number

    def __exit__(self, *_):
        os.close(self.number)


def _add_rule(rules, number, rights):
    if not os.path.isdir(f"/proc/self/fd/{number}"):
        rights &= OF_FILES
    _syscall(ADD_RULE, rules, PATH_BENEATH, struct.pack("=Qi", rights, number), 0)


def _syscall(number, *arguments):
    result = _library().syscall(number, *arguments)
    if result < 0:
        raise Unfenced(ctypes.get_errno(), "Landlock refuses its rules.")
    return result
