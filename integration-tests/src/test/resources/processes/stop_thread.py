"""Stops one thread of a process by ptrace(2) until this program ends: stop_thread.py PID NAME"""
import ctypes
import os
import sys

SEIZE, INTERRUPT, ALL = 0x4206, 0x4207, 0x40000000

libc = ctypes.CDLL(None, use_errno=True)
tasks = "/proc/%s/task" % sys.argv[1]
[thread] = [
    int(task)
    for task in os.listdir(tasks)
    if open("%s/%s/comm" % (tasks, task)).read().strip() == sys.argv[2]
]
for request in SEIZE, INTERRUPT:
    if libc.ptrace(request, thread, None, None) != 0:
        print("refused:", os.strerror(ctypes.get_errno()), flush=True)
        sys.exit()
os.waitpid(thread, ALL)
print("stopped", flush=True)
# Its process cannot end before somebody has seen the end of this thread.
os.waitpid(thread, ALL)
