import { SessionStatus } from '@facesignai/api-native';

document.title = Object.values(SessionStatus).join(' ');
