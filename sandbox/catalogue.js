// @ts-check
// The languages (docs/api-contract.md#times-versions-keys-and-addresses: the current list) and the avatars a sandbox offers. The avatars are made up.

const LANGS = [
  { id: 'en', title: 'English' },
  { id: 'fr', title: 'French' },
  { id: 'de', title: 'German' },
  { id: 'ru', title: 'Russian' },
  { id: 'es', title: 'Spanish' },
  { id: 'id', title: 'Indonesian' },
  { id: 'no', title: 'Norwegian' },
  { id: 'pt', title: 'Portuguese' },
  { id: 'it', title: 'Italian' },
];

/** `createdAt` and `isDisabled` were recorded although the SDK types lack them. */
const AVATARS = [
  {
    id: 'Host_A_public',
    name: 'Host A',
    gender: 'unknown',
    imageUrl: 'https://img.example.test/a.webp',
    createdAt: 1_732_855_100_000,
  },
  {
    id: 'Host_B_public',
    name: 'Host B',
    gender: 'female',
    imageUrl: 'https://img.example.test/b.webp',
    createdAt: 1_732_855_109_000,
    isDisabled: false,
  },
];

const DEFAULT_AVATAR_ID = 'Host_A_public';

module.exports = { LANGS, AVATARS, DEFAULT_AVATAR_ID };
