const { SessionStatus } = require('@facesignai/api-native');

document.title = Object.values(SessionStatus).join(' ');
