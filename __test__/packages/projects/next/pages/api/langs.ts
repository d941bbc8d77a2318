import type { NextApiRequest, NextApiResponse } from 'next';
import { facesign } from '../../lib/facesign';

// The Pages Router has bundles of its own.
export default async function handler(_request: NextApiRequest, response: NextApiResponse) {
  const { langs } = await facesign.langs.retrieve();
  response.status(200).json({ langs: langs.length });
}
