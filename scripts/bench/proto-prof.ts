// Prototype.
import { readdirSync, readFileSync } from 'node:fs';

const file = process.argv[2]!;
const prof = JSON.parse(readFileSync(file, 'utf8'));
const self = new Map<string, number>();
const total = prof.samples.length;
const byId = new Map(prof.nodes.map((n: any) => [n.id, n]));
for (const s of prof.samples) {
  const n: any = byId.get(s);
  const k = `${n.callFrame.functionName || '(anon)'} ${n.callFrame.url.split('/').slice(-2).join('/')}:${n.callFrame.lineNumber + 1}`;
  self.set(k, (self.get(k) ?? 0) + 1);
}
for (const [k, v] of [...self].sort((a, b) => b[1] - a[1]).slice(0, Number(process.argv[3] ?? 45)))
  console.log(((v / total) * 100).toFixed(2).padStart(6), k);
