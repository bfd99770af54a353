"""SMTP servers that fail as they are told: a real one (aiosmtpd), and a bare one for the rest."""

import asyncio
import queue
import socket
import threading
from concurrent.futures import ThreadPoolExecutor

from aiosmtpd.smtp import SMTP, AuthResult

CLOSE = "close"
SILENCE = "silence"


class ScriptedSMTP(SMTP):
    """Before it does what MAIL, RCPT, DATA, BODY or QUIT says, it looks into the script; and before it greets
    (GREET) or answers EHLO, if the script has a word about that."""

    script = None

    def connection_made(self, transport):
        if self.transport is None:  # not after STARTTLS, which makes the connection anew
            self.script.connections += 1
            self.script.transports.append(transport)
        super().connection_made(transport)

    async def _handle_client(self):
        if "GREET" in self.script.answers and self.session.ssl is None:
            answer = await self.script.look("GREET", self)
            if answer:
                await self.push(answer)
                return self.transport.close()
        await super()._handle_client()

    async def smtp_EHLO(self, arg):
        if "EHLO" in self.script.answers:
            answer = await self.script.look("EHLO", self)
            if answer:
                return await self.push(answer)
        await super().smtp_EHLO(arg)

    async def smtp_DATA(self, arg):
        answer = await self.script.look("DATA", self)
        if answer:
            return await self.push(answer)
        await super().smtp_DATA(arg)

    async def smtp_QUIT(self, arg):
        self.script.stages.put("QUIT")
        await super().smtp_QUIT(arg)


class Server:
    """An SMTP server on a free port of loopback. `answers` maps a stage to a reply, CLOSE, SILENCE, or a
    function of the envelope that answers one of these or nothing."""

    def __init__(self, answers=None, tls=None, implicit_tls=None, users=None, **options):
        self.answers = answers or {}
        self.users = users
        self.connections = 0
        self.transports = []
        self.mails = []  # (envelope, session)
        self.stages = queue.Queue()
        self.loop = asyncio.new_event_loop()
        options |= {"tls_context": tls, "loop": self.loop, "hostname": "test"}
        if users is not None:
            options |= {"authenticator": self._authenticate, "auth_required": True,
                        "auth_require_tls": options.get("auth_require_tls", False)}
        self.options = options
        started = threading.Event()
        self.thread = threading.Thread(target=self._run, args=(implicit_tls, started), daemon=True)
        self.thread.start()
        assert started.wait(10)

    def _run(self, implicit_tls, started):
        asyncio.set_event_loop(self.loop)
        self.loop.set_default_executor(ThreadPoolExecutor(16))  # for answers that wait for one another
        making = self.loop.create_server(self._protocol, "127.0.0.1", 0, ssl=implicit_tls)
        self.server = self.loop.run_until_complete(making)
        self.port = self.server.sockets[0].getsockname()[1]
        self.loop.call_soon(started.set)
        self.loop.run_forever()
        self.server.close()
        unfinished = asyncio.all_tasks(self.loop)
        for task in unfinished:
            task.cancel()
        self.loop.run_until_complete(asyncio.gather(*unfinished, return_exceptions=True))
        self.loop.run_until_complete(self.loop.shutdown_default_executor())
        self.loop.close()

    def _protocol(self):
        protocol = ScriptedSMTP(self, **self.options)
        protocol.script = self
        return protocol

    def _authenticate(self, server, session, envelope, mechanism, data):
        login, password = data.login.decode(), data.password.decode()
        good = self.users.get(login) == password
        message = None if good else f"535 5.7.8 no, {login}, {password} is wrong"
        return AuthResult(success=good, handled=False, message=message)

    async def look(self, stage, protocol):
        self.stages.put(stage)
        answer = self.answers.get(stage)
        if callable(answer):
            answer = await self.loop.run_in_executor(None, answer, protocol.envelope)
        if answer == CLOSE:
            protocol.transport.close()
        if answer in (CLOSE, SILENCE):
            await asyncio.Event().wait()
        return answer

    async def handle_MAIL(self, server, session, envelope, address, options):
        answer = await self.look("MAIL", server)
        if answer:
            return answer
        envelope.mail_from = address
        return "250 2.1.0 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        answer = await self.look("RCPT", server)
        if answer:
            return answer
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server, session, envelope):
        answer = await self.look("BODY", server)
        if answer:
            return answer
        self.mails.append((envelope, session))
        return "250 2.0.0 OK: queued as 4F3"

    def reached(self, stage):
        """Waits until some connection has come to this stage."""
        while self.stages.get(timeout=30) != stage:
            pass

    def drop_connections(self):
        """Closes what is open, as a server does with idle ones."""
        done = threading.Event()

        def drop():
            for transport in self.transports:
                transport.abort()
            self.loop.call_soon(done.set)

        self.loop.call_soon_threadsafe(drop)
        assert done.wait(10)

    def stop(self):
        if self.loop.is_closed():
            return
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)


class BareServer:
    """A socket that says what it is given: `talk(connection)` runs once for each connection."""

    def __init__(self, talk):
        self.talk = talk
        self.connections = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.stopped = threading.Event()
        self.reached = threading.Event()  # for `talk` to say how far it has come
        self.ended = threading.Event()  # some connection has been closed
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def _run(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection):
        with connection:
            try:
                self.talk(self, connection)
            except OSError:
                pass  # the client has hung up, which may be just what a test wants
        self.ended.set()

    def stop(self):
        self.stopped.set()
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join(10)
