"""
A gateway in front of examples/webhook/lambda_function.py: HTTP on loopback in, the function's events out.

Usage: ``python -m tests.examples.lambda_gateway PORT``
"""

from __future__ import annotations

import base64
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

from examples.webhook.lambda_function import handler


class Gateway(BaseHTTPRequestHandler):
    """Calls the function as a function URL does (payload format 2.0)."""

    def do_GET(self) -> None:
        """Pass on a request without a body."""
        self.do_POST()

    def do_POST(self) -> None:
        """Pass on a request."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        event = {
            "version": "2.0",
            "rawPath": self.path,
            "headers": headers,
            "requestContext": {"http": {"method": self.command, "path": self.path}},
            "body": base64.b64encode(body).decode(),
            "isBase64Encoded": True,
        }
        answer = handler(event, None)
        payload = answer["body"].encode()
        self.send_response(answer["statusCode"])
        for name, value in answer["headers"].items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)


if __name__ == "__main__":
    with HTTPServer(("127.0.0.1", int(sys.argv[1])), Gateway) as server:
        print("Running on", server.server_port)
        server.serve_forever()
