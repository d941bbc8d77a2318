import Client from '@facesignai/api-native';
import { fetchSession } from '@facesignai/api-native/webhooks';

const facesign = new Client({ serverUrl: process.env.FACESIGN_SERVER_URL });

/** What to do with each type of event. */
export const on = {
  'session.status': async (event) => {
    // The event doesn't say what the status is.
    const session = await fetchSession(facesign, event);
    if (session.status === 'complete') console.log(`session ${session.id} is complete`);
  },
};
