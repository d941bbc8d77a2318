// @ts-check
// The languages and avatars of a sandbox. The languages are the current ones of the API
// (docs/api-contract.md#times-versions-keys-and-addresses); the avatars are invented.

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

/** `createdAt` and `isDisabled` were recorded from the server, although the SDK's types lack them. */
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
