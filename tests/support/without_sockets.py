#!/usr/bin/env python3
"""Runs a program that the kernel kills (SIGSYS) as soon as it makes a socket of any kind.

usage: without_sockets.py PROGRAM [ARGUMENT...]

A seccomp filter (linux/seccomp.h) needs no privilege. Exit status 97: it could not be set up.
"""
import ctypes
import os
import struct
import sys

# AUDIT_ARCH_… and the numbers of socket, socketpair and io_uring_setup, which could make one unseen.
numbers = {"x86_64": (0xC000003E, 41, 53, 425), "aarch64": (0xC00000B7, 198, 199, 425)}
PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2
KILL, ALLOW = 0x80000000, 0x7FFF0000
LOAD, JUMP_IF_EQUAL, JUMP_IF_GREATER_OR_EQUAL, RETURN = 0x20, 0x15, 0x35, 0x06


def instruction(code, jump_true, jump_false, value):
    return struct.pack("HBBI", code, jump_true, jump_false, value)


arch, *forbidden = numbers[os.uname().machine]
program = [instruction(LOAD, 0, 0, 4), instruction(JUMP_IF_EQUAL, 1, 0, arch), instruction(RETURN, 0, 0, KILL),
           instruction(LOAD, 0, 0, 0)]
# Numbers of another calling convention (x32) would pass by the list.
program += [instruction(JUMP_IF_GREATER_OR_EQUAL, 0, 1, 0x40000000), instruction(RETURN, 0, 0, KILL)]
for number in forbidden:
    program += [instruction(JUMP_IF_EQUAL, 0, 1, number), instruction(RETURN, 0, 0, KILL)]
program.append(instruction(RETURN, 0, 0, ALLOW))

code = ctypes.create_string_buffer(b"".join(program))
whole = struct.pack("HxxxxxxP", len(program), ctypes.addressof(code))
libc = ctypes.CDLL(None, use_errno=True)
if (libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0
        or libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.c_char_p(whole)) != 0):
    sys.stderr.write("no seccomp filter: %s\n" % os.strerror(ctypes.get_errno()))
    sys.exit(97)
os.execvp(sys.argv[1], sys.argv[1:])
