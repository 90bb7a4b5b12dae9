// What the recording stand-ins share: an operation resolves its arguments with the real
// expandReferences of language-common, as the adaptors do, and notes them on state.calls. Its answer
// is the next of state.answers where a test put some there.
import { util } from '@openfn/language-common';

export function recorded(name, usual = () => ({})) {
  return (...args) =>
    async state => {
      const resolved = util.expandReferences(state, ...args);
      // Noted in place: a step that calls an operation itself may drop the state it gives.
      state.calls = state.calls || [];
      state.calls.push([name, ...resolved]);
      const answer = (state.answers || []).shift();
      return {
        ...state,
        references: [...(state.references || []), state.data],
        data: answer === undefined ? usual(...resolved) : answer,
      };
    };
}
