// `orange key register`: lets a key that exists sign for one more product.
import { hexOf } from '../domain/bytes.ts';
import { acting, newCommand, type Run } from './command.ts';
import { describeKeyRefusal, loadHeldKeys } from './keys/open-signer.ts';
import { registerKey } from './keys/register-key.ts';
import { name } from './terminal/words.ts';

export const keyRegister = (run: Run) =>
  newCommand({
    name: 'register',
    about: 'Let a key of the key file sign for a product',
    takes: ['product', 'key'],
    json: ['name', 'keyId', 'publicHex', 'product', 'isAdded'],
    examples: [['The key of nova for luna too', 'orange key register release --product luna']],
  })
    .argument('<name>')
    .action(
      acting(run, async (session, given: string) => {
        const { keyFilePath } = session.settings;
        const key = (await loadHeldKeys(keyFilePath)).find((each) => each.name === given);
        if (key === undefined) throw describeKeyRefusal('no-such-key', keyFilePath);
        const product = session.settings.product();
        const { isAdded } = await registerKey(session, product, key);
        return {
          json: { name: key.name, keyId: key.keyId, publicHex: hexOf(key.publicKey), product, isAdded },
          lines: [[name(key.name), isAdded ? ` signs for ${product} from now on` : ` signed for ${product} already`]],
        };
      }),
    );
