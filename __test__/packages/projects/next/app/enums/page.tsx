'use client';
import { FSNodeType } from '@facesignai/api-native';
import { useState } from 'react';

// Runs in the browser too: the button works only once the browser has loaded the enum.
export default function Page() {
  const [shown, show] = useState('');
  return (
    <button type="button" id="enum" onClick={() => show(FSNodeType.DOCUMENT_SCAN)}>
      {shown || 'Show'}
    </button>
  );
}
