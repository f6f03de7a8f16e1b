// Numbers by which states know people, addresses of houses, grids of maps, names in certificates and logins; and what looks like them.
import { expect, it } from 'vitest';
import { cleanText } from '../../../src/domain/privacy/clean-text.ts';

/** What may not be left over stands in ⟦ ⟧. */
const seeds = [
  'CN=⟦Zoe Quill⟧,OU=People,DC=example,DC=org',
  'subject=/C=DE/O=Nova/CN=⟦Zoe Quill⟧/emailAddress=x',
  'uid=⟦zquill⟧,ou=people,dc=example',
  'displayName=⟦Zoe Quill⟧',
  '"displayName":"⟦Zoe Quill⟧"',
  'display name: ⟦Zoe Quill⟧',
  'logged in as CORP\\⟦zquill⟧',
  'User: CORP\\⟦zquill⟧',
  'lives at ⟦Hauptstr. 5, 80331 München⟧',
  'street=⟦221B Baker Street⟧',
  'street: ⟦Rue de la Paix 3⟧',
  '"postalCode":"⟦80331⟧"',
  'plz=⟦80331⟧',
  'zip code: ⟦90210⟧',
  'UTM ⟦32U 691603 5334790⟧',
  'MGRS ⟦32UPU9160334790⟧',
  '32U PU ⟦91603 34790⟧',
  'geohash=⟦u281zd9e⟧',
  'CPF ⟦529.982.247-25⟧',
  'cpf: ⟦52998224725⟧',
  '⟦529.982.247-25⟧',
  'NIF ⟦12345678Z⟧',
  'DNI: ⟦12345678Z⟧',
  'NIE ⟦X1234567L⟧',
  'Aadhaar ⟦2341 2341 2346⟧',
  'aadhaar: ⟦234123412346⟧',
  'PAN ⟦ABCPE1234F⟧',
  'NINO ⟦QQ 12 34 56 C⟧',
  'passport no ⟦C01X00T47⟧',
  'passport: ⟦C01X00T47⟧',
  'BSN ⟦111222333⟧',
  'PESEL ⟦44051401359⟧',
  'codice fiscale ⟦RSSMRA85T10A562S⟧',
  '⟦RSSMRA85T10A562S⟧',
  'tax id ⟦12 345 678 901⟧',
  'Steuer-ID ⟦86095742719⟧',
  'Personnummer ⟦811228-9874⟧',
  'TC Kimlik ⟦10000000146⟧',
  'driver license: ⟦D1234567⟧',
  'VIN ⟦WVWZZZ1JZXW000001⟧',
  'vin=⟦1HGCM82633A004352⟧',
  '+٤٩ ١٧١ ⟦٩٨٧٦٥٤٣⟧',
  'IMEI ⟦٤٩٠١٥٤٢٠٣٢٣٧٥١٨⟧',
  'IMEI: ⟦۴۹۰۱۵۴۲۰۳۲۳۷۵۱۸⟧',
  'phone: ⟦०१७१९८७६५४३⟧',
  '⟦zoe.quill⟧@example&period;org',
  '⟦zoe.quill⟧ @example.org',
  '⟦zoe.quill⟧@ example.org',
  '49.015420.⟦323751.8⟧',
  'mac ⟦de.ad.0b.5e.11.07⟧',
  'bluetooth address ⟦DEAD0B5E1107⟧',
  'ssid=P"⟦Kunter\\x20bunt⟧"',
  'Wi-Fi network name: ⟦Kunterbunt⟧',
  'CTRL-EVENT-CONNECTED - Connection to aa [id_str=⟦Kunterbunt⟧]',
  "nmcli: Activating connection '⟦Kunterbunt⟧'",
  'WIFI:S:⟦Kunterbunt⟧;T:WPA;P:⟦geheim99⟧;;',
  'lat ⟦48.137154⟧ lon ⟦11.576124⟧',
  'ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQC7 ⟦zoe@laptop⟧',
  'nick=⟦zquill⟧',
  'iSerial 3 ⟦R58M12ABCDE⟧',
  'Geburtsdatum: ⟦12.05.1984⟧',
  '用户名：⟦张伟明⟧',
  '姓名: ⟦张伟⟧',
  '氏名：⟦山田太郎⟧',
  'имя: ⟦Иван Петров⟧',
  'teléfono: ⟦612 345 678⟧',
  'móvil ⟦612345678⟧',
];

it.each(seeds)('takes out of: %s', (seed) => {
  const line = seed.replaceAll(/[⟦⟧]/g, '');
  for (const before of ['', '11-20 10:00:00.000  1000  1000 I Nova    : x ']) {
    const { text } = cleanText(`first\n${before}${line}\nlast`);
    for (const [, secret = ''] of seed.matchAll(/⟦([^⟧]+)⟧/g)) expect(text).not.toContain(secret);
    expect(text.startsWith(`first\n${before}`) && text.endsWith('\nlast')).toBe(true);
    expect(cleanText(text).text).toBe(text);
  }
});

it.each([
  'CN=DigiCert Global Root CA, CN=Android Debug, CN=GTS Root R1, CN=api.example.org, CN=Nova Attestation Key',
  'ERROR\\nfoo level: ok\\nnext C:\\x HKLM\\Software Lcom\\foo owner=SYSTEM\\nx',
  'displayName=Built-in displayName=null display name: main name: Lens Quill',
  'address: 0x7f8a12 12, fault addr 1234, email address: none, street=null',
  'Weg 3, Platz frei, str. 5, at 12 Ende 3 lines, true 5, rue 12, via 3 hops, via Lens 3.5',
  '2 Hard Drive, 404 Not Found, 12 Slow Road(s), 3 lanes, error 17 in road',
  'hash=u281zd9e commitHash: deadbeef12 geohash: none',
  'span 12345678Z pan=5 pan: ABCDE, spin=17345678A, design 123 nice',
  'passport: service, Passport 3, license: Apache-2.0, license: MIT, driver: nova-1234, tax=12',
  'code: 80331, error code: 4711, exit_code=12345, zipcode=none, decode: 12345',
  'uid=1000, gid=1000 uid=10123 id_string=x rid_str= uid=u0_a12',
  'cvt=123 rx=12.345678 latency 12.345678 lon 3, vin: 5.02V vin=12000mV',
  "connection 'close' nick=null link",
  'v12.345678.901234.5 at 1.2.3 10.015420.323751.9',
  'إصدار ٣ من ٤ และ ๑๒ 第３',
])('leaves: %s', (line) => {
  expect(cleanText(line).text).toBe(line);
});
