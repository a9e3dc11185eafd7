# A mail server for the tests, by aiosmtpd (Debian's python3-aiosmtpd): STARTTLS and AUTH are wanted of whoever brings
# letters. What is for the district's address is piped into `gulou mail` as a mail server's pipe transport does, and its
# exit code answered; everything else is kept in a Maildir. Addresses that begin with "nobody" and "busy" are refused.
#   mail_server.py PORT CERTIFICATE KEY MAILDIR ADDRESS COMMAND...
import mailbox, ssl, subprocess, sys, time
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

port, certificate, key, maildir, address = int(sys.argv[1]), *sys.argv[2:6]
command = sys.argv[6:]
kept = mailbox.Maildir(maildir, factory=None, create=True)
local, domain = address.split('@')
codes = {0: '250 2.0.0 taken', 65: '554 5.6.0 cannot be taken', 75: '451 4.3.0 try again'}


class Handler:
    async def handle_RCPT(self, server, session, envelope, to, options):
        if to.startswith('nobody'):
            return '550 5.1.1 <%s>: no such user here' % to
        if to.startswith('busy'):
            return '451 4.3.0 come back later'
        envelope.rcpt_tos.append(to)
        return '250 2.1.5 ok'

    async def handle_DATA(self, server, session, envelope):
        to = envelope.rcpt_tos[0]
        if to.endswith('@' + domain) and (to == address or to.startswith(local + '+')):
            done = subprocess.run([*command, '--sender', envelope.mail_from or ''], input=envelope.original_content)
            return codes.get(done.returncode, '451 4.3.0 exit %d' % done.returncode)
        if b'refuse this content' in envelope.original_content:
            return '554 5.7.1 not wanted'
        head = b'X-Envelope-From: %s\r\nX-Envelope-To: %s\r\nX-Tls: %s\r\nX-Auth: %s\r\n' % (
            envelope.mail_from.encode(), to.encode(), str(session.ssl is not None).encode(), str(session.authenticated).encode())
        kept.add(head + envelope.original_content)
        return '250 2.0.0 kept'


def check(server, session, envelope, mechanism, data):
    return AuthResult(success=mechanism in ('PLAIN', 'LOGIN') and data.login == b'gulou' and data.password == 'geheim 鼓楼'.encode())


context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
context.load_cert_chain(certificate, key)


class Server(Controller):
    def factory(self):
        # our own program must encrypt and sign in; other mail servers, which bring mail, need not
        return SMTP(self.handler, hostname='mail.gulou.test', tls_context=context, authenticator=check,
                    auth_required=False, data_size_limit=64 * 1024 * 1024, enable_SMTPUTF8=True)


server = Server(Handler(), hostname='127.0.0.1', port=port)
server.start()
print('ready', flush=True)
while True:
    time.sleep(3600)
