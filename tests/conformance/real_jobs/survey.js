// Household survey to Salesforce, as it would be written by hand: one record for each question.
const QUESTIONS = [
  { path: ['water', 'source'], code: 'W1', type: 'Choice', label: 'Where does the household fetch water?' },
  { path: ['water', 'minutes'], code: 'W2', type: 'Number', label: 'How many minutes is the way there?' },
  { path: ['water', 'treated'], code: 'W3', type: 'Choice', label: 'Is the water treated?' },
  { path: ['water', 'how'], code: 'W4', type: 'Choice', label: 'How is it treated?' },
  { path: ['water', 'litres'], code: 'W5', type: 'Number', label: 'Litres stored in the house' },
  { path: ['water', 'remarks'], code: 'W6', type: 'Text', label: 'Remarks on water' },
  { path: ['latrine', 'own'], code: 'L1', type: 'Choice', label: 'Does the household have a latrine?' },
  { path: ['latrine', 'shared'], code: 'L2', type: 'Number', label: 'How many households share it?' },
  { path: ['latrine', 'roof'], code: 'L3', type: 'Choice', label: 'Is there a roof?' },
  { path: ['latrine', 'door'], code: 'L4', type: 'Choice', label: 'Is there a door?' },
  { path: ['latrine', 'remarks'], code: 'L5', type: 'Text', label: 'Remarks on the latrine' },
  { path: ['washing', 'place'], code: 'H1', type: 'Choice', label: 'Is there a place to wash hands?' },
  { path: ['washing', 'soap'], code: 'H2', type: 'Choice', label: 'Is there soap?' },
  { path: ['washing', 'when'], code: 'H3', type: 'Choice', label: 'When are hands washed?' },
  { path: ['washing', 'steps'], code: 'H4', type: 'Number', label: 'Steps from the latrine' },
  { path: ['cooking', 'fuel'], code: 'C1', type: 'Choice', label: 'What is cooked with?' },
  { path: ['cooking', 'meals'], code: 'C2', type: 'Number', label: 'Warm meals a day' },
  { path: ['cooking', 'inside'], code: 'C3', type: 'Choice', label: 'Is it cooked inside?' },
  { path: ['cooking', 'remarks'], code: 'C4', type: 'Text', label: 'Remarks on cooking' },
  { path: ['nets', 'owned'], code: 'N1', type: 'Number', label: 'How many mosquito nets are there?' },
  { path: ['nets', 'used'], code: 'N2', type: 'Number', label: 'How many were used last night?' },
  { path: ['nets', 'torn'], code: 'N3', type: 'Choice', label: 'Are any torn?' },
  { path: ['school', 'children'], code: 'S1', type: 'Number', label: 'Children of school age' },
  { path: ['school', 'attend'], code: 'S2', type: 'Number', label: 'How many of them go to school?' },
  { path: ['school', 'why'], code: 'S3', type: 'Text', label: 'Why do the others not go?' },
  { path: ['end', 'wishes'], code: 'E1', type: 'Text', label: 'What does the household wish for?' },
  { path: ['end', 'again'], code: 'E2', type: 'Choice', label: 'May we come again?' },
];

fn(state => {
  const { form, id } = state.data;
  if (form.meta.username === 'training') return { ...state, surveys: [], replies: [] };
  const surveys = [
    {
      Survey_ID__c: id,
      Household__r: { Code__c: form.household_id },
      Region__c: form.region,
      Done_On__c: form.meta.timeEnd.split('T')[0],
      Done_By__c: form.meta.username,
    },
  ];
  const replies = QUESTIONS.map(({ path: [group, name], code, type, label }) => {
    const answer = form[group] && form[group][name];
    if (answer === undefined) return null;
    const given = wanted => (type === wanted && answer !== '' ? answer : null);
    const number = given('Number');
    const choice = given('Choice');
    return {
      Answer_Key__c: `${id}_${code}`,
      Survey__r: { Survey_ID__c: id },
      Question_Code__c: code,
      Question__c: label,
      Answer_Type__c: type,
      Text__c: given('Text'),
      Number__c: number === null ? null : Number(number),
      Choice__c: choice === null ? null : choice.split(' ').join(';'),
      Source__c: 'CommCare',
    };
  }).filter(Boolean);
  return { ...state, surveys, replies };
});

each(state => state.surveys, upsert('Survey__c', 'Survey_ID__c', state => state.data));
each(state => state.replies, upsert('Answer__c', 'Answer_Key__c', state => state.data));
