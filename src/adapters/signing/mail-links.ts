// Signs the links in letters, and names addresses without telling them.
import type { MailLinks } from '../../app/ports/mail-links.ts';
import { areEqual, deriveMac } from './mac.ts';

const shape = /^([a-z0-9-]{1,40})\.([A-Za-z0-9_-]{1,300})\.([A-Za-z0-9_-]{43})$/;

/** `<product>.<report id, base64url>.<HMAC-SHA-256>`; good for as long as the wish is there. */
export function mailLinks(serviceSecret: string): MailLinks {
  const sealLink = deriveMac(serviceSecret, 'mail-link');
  const sealAddress = deriveMac(serviceSecret, 'mail-recipient');
  return {
    signLink({ product, reportId }) {
      const body = `${product}.${Buffer.from(reportId).toString('base64url')}`;
      return `${body}.${sealLink(body)}`;
    },

    checkLink(link) {
      const [, product, report, seal] = (link.length <= 400 && shape.exec(link)) || [];
      if (product === undefined || report === undefined || seal === undefined) return null;
      if (!areEqual(seal, sealLink(`${product}.${report}`))) return null;
      return { product, reportId: Buffer.from(report, 'base64url').toString() };
    },

    deriveRecipient: (address) => sealAddress(address.toLowerCase()),
  };
}
