import { recorded } from '../record.mjs';

export * from '@openfn/language-common';
export const bulk = recorded('bulk', () => ({ code: 200, message: 'success' }));
