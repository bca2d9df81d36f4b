"""A WSGI application without a framework, for Gunicorn."""

import os


def app(environ, start_response):
    body = f"worker {os.getpid()} scheme {environ.get('HTTP_X_FORWARDED_PROTO')}\n".encode()
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]
