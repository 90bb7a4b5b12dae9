// What the recording stand-ins share: an operation resolves its arguments with the real
// expandReferences of language-common, as the adaptors do, and notes them on state.calls. Its answer
// is the first of state.answers where a test put some there.
import { util } from '@openfn/language-common';

export function recorded(name, usual = () => ({})) {
  return (...args) =>
    async state => {
      const resolved = util.expandReferences(state, ...args);
      const [answer, ...answers] = state.answers || [];
      return {
        ...state,
        calls: [...(state.calls || []), [name, ...resolved]],
        answers,
        references: [...(state.references || []), state.data],
        data: answer === undefined ? usual(...resolved) : answer,
      };
    };
}
