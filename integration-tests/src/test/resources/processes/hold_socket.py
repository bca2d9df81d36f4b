"""Listens and passes the socket on, as a service manager does (sd_listen_fds(3)): hold_socket.py PORT COMMAND...

Each line `start` starts the command and is answered by its process id; each `wait` waits for its end and is answered by
its exit status.
"""
import os
import socket
import sys

listening = socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=1024)
for line in sys.stdin:
    if line.strip() == "start":
        child = os.fork()
        if child == 0:
            os.dup2(listening.fileno(), 3)
            os.set_inheritable(3, True)
            os.environ.update(LISTEN_FDS="1", LISTEN_PID=str(os.getpid()), LISTEN_FDNAMES="web")
            out = os.open("out.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
            os.dup2(out, 1)
            os.dup2(out, 2)
            os.execvp(sys.argv[2], sys.argv[2:])
        print(child, flush=True)
    else:
        print(os.waitstatus_to_exitcode(os.wait()[1]), flush=True)
