"""A mail server on loopback for tests.

usage: mail_server.py CERTIFICATE KEY

It prints one JSON object a line: first the ports on which it listens, then what it received, read by Python's own e-mail library.
Whoever writes to rejected@ gets 550, to deferred@ 451. The user is "user", the password is "p/%w".
"""

import asyncio
import json
import ssl
import sys
from email import message_from_bytes, policy

from aiosmtpd.smtp import SMTP, AuthResult


def say(**values):
    print(json.dumps(values), flush=True)


def described(part):
    return {
        "type": part.get_content_type(),
        "charset": part.get_content_charset(),
        "text": part.get_content(),
        "defects": [repr(defect) for defect in part.defects],
    }


class Mailbox:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("rejected@"):
            return "550 5.1.1 no such user"
        if address.startswith("deferred@"):
            return "451 4.3.0 later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        raw = envelope.original_content
        message = message_from_bytes(raw, policy=policy.default)
        sender = message["From"].addresses[0]
        say(
            envelope_from=envelope.mail_from,
            envelope_to=envelope.rcpt_tos,
            encrypted=server.transport.get_extra_info("ssl_object") is not None,
            authenticated=bool(session.authenticated),
            ascii=raw.isascii(),
            longest_line=max(len(line) for line in raw.split(b"\r\n")),
            bare_line_feeds=raw.replace(b"\r\n", b"").count(b"\n"),
            from_name=sender.display_name,
            from_address=sender.addr_spec,
            to=[address.addr_spec for address in message["To"].addresses],
            subject=str(message["Subject"]),
            date=message["Date"].datetime.isoformat(),
            message_id=str(message["Message-ID"]),
            headers=message.keys(),
            type=message.get_content_type(),
            parts=[described(part) for part in message.iter_parts()],
            defects=[repr(defect) for defect in message.defects]
            + [repr(defect) for value in message.values() for defect in getattr(value, "defects", ())],
        )
        return "250 2.0.0 taken"


def authenticate(server, session, envelope, mechanism, data):
    return AuthResult(success=data.login == b"user" and data.password == b"p/%w")


async def main(certificate, key):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)

    def server(**options):
        return lambda: SMTP(Mailbox(), authenticator=authenticate, enable_SMTPUTF8=False, **options)

    loop = asyncio.get_running_loop()
    plain = await loop.create_server(server(), "127.0.0.1", 0)
    starttls = await loop.create_server(server(tls_context=context, require_starttls=True, auth_required=True), "127.0.0.1", 0)
    # TLS has begun already, which the server cannot know.
    tls = await loop.create_server(server(auth_required=True, auth_require_tls=False), "127.0.0.1", 0, ssl=context)
    say(**{name: one.sockets[0].getsockname()[1] for name, one in (("plain", plain), ("starttls", starttls), ("tls", tls))})
    await asyncio.Event().wait()


asyncio.run(main(*sys.argv[1:3]))
