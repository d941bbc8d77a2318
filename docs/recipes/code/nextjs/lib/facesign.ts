import Client from '@facesignai/api-native';

export const facesign = new Client({ serverUrl: process.env.FACESIGN_SERVER_URL });
