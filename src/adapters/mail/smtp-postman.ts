// Sends letters through an SMTP server, one connection each.
import { createTransport } from 'nodemailer';
import type { Mail, Posted, Postman } from '../../app/ports/postman.ts';

export type SmtpSettings = {
  readonly host: string;
  readonly port: number;
  /** `implicit`: from the first byte. `starttls`: before anything is said, or not at all. `none`: to this machine only. */
  readonly tls: 'implicit' | 'starttls' | 'none';
  readonly user: string | null;
  readonly password: string | null;
  readonly from: string;
  readonly publicUrl: string;
};

const patienceMs = 10_000;

export function smtpPostman({ host, port, tls, user, password, from, publicUrl }: SmtpSettings): Postman {
  const transport = createTransport({
    host,
    port,
    secure: tls === 'implicit',
    requireTLS: tls === 'starttls',
    ignoreTLS: tls === 'none',
    ...(user === null || password === null ? {} : { auth: { user, pass: password } }),
    connectionTimeout: patienceMs,
    greetingTimeout: patienceMs,
    socketTimeout: patienceMs,
    // A letter is text of ours: nothing in it is a file or an address to read.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = from.slice(from.lastIndexOf('@') + 1).replace(/>$/, '');
  return {
    publicUrl,
    async send(mail: Mail): Promise<Posted> {
      const startMs = performance.now();
      const took = () => Math.round(performance.now() - startMs);
      try {
        await transport.sendMail({
          from,
          to: { name: '', address: mail.to },
          subject: mail.subject,
          text: mail.text,
          html: mail.html,
          messageId: `<${mail.id}@${domain}>`,
          headers: {
            // RFC 2369 and RFC 8058.
            'List-Unsubscribe': `<${mail.stopUrl}>`,
            'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
            // RFC 3834: no machine shall answer this.
            'Auto-Submitted': 'auto-generated',
          },
        });
        return { kind: 'sent', tookMs: took() };
      } catch (error) {
        return { ...judge(error), tookMs: took() };
      }
    },
  };
}

/** RFC 5321, 4.2.1: 5xx about this recipient or message is for good; everything else may pass. */
function judge(error: unknown): { kind: 'refused' | 'down'; fault: string } {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const status = error instanceof Error && 'responseCode' in error ? Number(error.responseCode) : 0;
  if (code === 'EAUTH') return { kind: 'down', fault: 'login-refused' };
  if (status >= 500 && (code === 'EENVELOPE' || code === 'EMESSAGE'))
    return { kind: 'refused', fault: `status-${status}` };
  if (/CERT|SELF_SIGNED|ETLS/.test(code)) return { kind: 'down', fault: 'certificate' };
  return { kind: 'down', fault: status > 0 ? `status-${status}` : 'unreachable' };
}
