// Edge cases of ed25519 made with our own field arithmetic, after the cases of "Taming the many EdDSAs" (eprint 2020/1244, table 5).

/** All hex. `accept` is the verdict of precheck and cofactorless verification together. */
export const edgeSignatures = [
  {
    name: 'honest',
    public: 'a8526862086ec71e7aed3348f6ebfcf3f8d860c0bb721d5195953d16dbad656d',
    message: '6f72616e676520667269646179',
    signature:
      'c41452099c08868b4872b84d9cdd1357c9e5d706e33cd44d4277c0fde7d94eb2163926eafd2718d4e04845c761aecb09972dec62acc7ad902ed584bc018a8103',
    accept: true,
  },
  {
    name: 'S + L in place of S',
    public: 'a8526862086ec71e7aed3348f6ebfcf3f8d860c0bb721d5195953d16dbad656d',
    message: '6f72616e676520667269646179',
    signature:
      'c41452099c08868b4872b84d9cdd1357c9e5d706e33cd44d4277c0fde7d94eb2030d1c47188b2a2cb7e53c6a40a8aa1e972dec62acc7ad902ed584bc018a8113',
    accept: false,
  },
  {
    name: 'S = L',
    public: 'a8526862086ec71e7aed3348f6ebfcf3f8d860c0bb721d5195953d16dbad656d',
    message: '6f72616e676520667269646179',
    signature:
      '0100000000000000000000000000000000000000000000000000000000000000edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010',
    accept: false,
  },
  {
    name: 'identity as key, R identity, S zero: any message',
    public: '0100000000000000000000000000000000000000000000000000000000000000',
    message: '6f72616e676520667269646179',
    signature:
      '01000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000',
    accept: false,
  },
  {
    name: 'key of order 8, k divisible by 8',
    public: '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
    message: '6f72616e6765206672696461792037',
    signature:
      '01000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000',
    accept: false,
  },
  {
    name: 'key with a part of order 8, equation holds only with cofactor',
    public: '82474724b5f94d6e7246b07d720255de5d2fc530b94a7159ab52a33a8c120b07',
    message: '6f72616e6765206672696461792030',
    signature:
      'c41452099c08868b4872b84d9cdd1357c9e5d706e33cd44d4277c0fde7d94eb2cd55be47882a1b81d3ee9febdd9c88fb59d770e7a1b5c0bfe372c23ff7a1cb0d',
    accept: false,
  },
  {
    name: 'key with a part of order 8, equation holds without cofactor',
    public: '82474724b5f94d6e7246b07d720255de5d2fc530b94a7159ab52a33a8c120b07',
    message: '6f72616e6765206672696461792031',
    signature:
      'c41452099c08868b4872b84d9cdd1357c9e5d706e33cd44d4277c0fde7d94eb2f0ca8aafca9f38d3901d366d1805f5509a564de3908ef9c017d0351ec4b05e03',
    accept: true,
  },
  {
    name: 'R with a part of order 8, equation holds only with cofactor',
    public: 'a8526862086ec71e7aed3348f6ebfcf3f8d860c0bb721d5195953d16dbad656d',
    message: '6f72616e676520667269646179',
    signature:
      '373ae2d43846378fd9055a229dd877780b1f3ea26d1e6686e6ab679490c5688d716c7f2380a6517de55b9e7e79bd305841d4abd1be43c4fbe593e8e68b700c0b',
    accept: false,
  },
  {
    name: 'R is the identity, canonical',
    public: 'a8526862086ec71e7aed3348f6ebfcf3f8d860c0bb721d5195953d16dbad656d',
    message: '6f72616e676520667269646179',
    signature:
      '01000000000000000000000000000000000000000000000000000000000000008c5d5432c7eef9b9807f2ce7fe00e88f83346872b8921d1feac6531e4a910e0c',
    accept: true,
  },
  {
    name: 'R is the identity, not canonical',
    public: 'a8526862086ec71e7aed3348f6ebfcf3f8d860c0bb721d5195953d16dbad656d',
    message: '6f72616e676520667269646179',
    signature:
      'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f84285eab47a573ea07f64de2f8c6865d89bda6fcf9b2b07aa75120f6598deb03',
    accept: false,
  },
  {
    name: 'key is the identity, not canonical',
    public: 'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
    message: '6f72616e676520667269646179',
    signature:
      '01000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000',
    accept: false,
  },
  {
    name: 'S zero',
    public: 'a8526862086ec71e7aed3348f6ebfcf3f8d860c0bb721d5195953d16dbad656d',
    message: '6f72616e676520667269646179',
    signature:
      'c41452099c08868b4872b84d9cdd1357c9e5d706e33cd44d4277c0fde7d94eb20000000000000000000000000000000000000000000000000000000000000000',
    accept: false,
  },
] as const;
