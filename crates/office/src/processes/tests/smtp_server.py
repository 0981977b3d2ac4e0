"""A mail server for tests: aiosmtpd on loopback. Prints `ready PORT`, then one JSON line for each mail it takes.

`smtp_server.py [PORT [PASSWORD]]`: with a password only the user `qiao` may send. `refused@…` is no mailbox here;
`later@…` is told to come back, the first time.
"""

import asyncio
import email
import email.policy
import json
import sys

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword


class Handler:
    def __init__(self):
        self.seen = set()

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("refused@"):
            return "550 5.1.1 no such mailbox"
        if address.startswith("later@") and address not in self.seen:
            self.seen.add(address)
            return "451 4.7.1 come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        told = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "subject": str(mail["subject"]),
            "id": str(mail["message-id"]),
            "text": mail.get_content(),
        }
        print(json.dumps(told), flush=True)
        return "250 taken"


async def main():
    handler = Handler()
    loop = asyncio.get_running_loop()
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    password = sys.argv[2].encode() if len(sys.argv) > 2 else None

    def may_send(server, session, envelope, mechanism, data):
        return AuthResult(success=data == LoginPassword(b"qiao", password), handled=False)

    def smtp():
        if password is None:
            return SMTP(handler, enable_SMTPUTF8=True)
        return SMTP(
            handler,
            enable_SMTPUTF8=True,
            auth_required=True,
            auth_require_tls=False,
            authenticator=may_send,
        )

    server = await loop.create_server(smtp, "127.0.0.1", port)
    print(f"ready {server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


asyncio.run(main())
