// Client follow-up to Salesforce, as it would be written by hand: a service for each thing that was
// found or done, and the client.
const FACILITIES = { dh: 'District hospital', hc: 'Health centre' };
const STATUS = { active: 'Active', moved: 'Moved away', died: 'Deceased' };

fn(state => {
  const { form, id } = state.data;
  const caseId = form.case['@case_id'];
  const { visit = {}, client = {}, malaria = {}, mother = {} } = form;
  const visitDate = visit.date || form.meta.timeEnd.split('T')[0];
  const day = visitDate.replace(/-/g, '');
  const has = (answer, choice) => (answer || '').split(' ').includes(choice);

  const isThin = Number(client.age_months) < 60 && Number(client.muac) < 11.5;
  const malnourished = isThin || client.oedema === 'yes';
  const lateForAnc =
    mother.pregnant === 'yes' &&
    Number(mother.anc_visits) < 4 &&
    Boolean(visit.date) &&
    mother.next_anc < visit.date;

  const clients = [
    {
      CommCare_ID__c: caseId,
      Household__r: { CommCare_Code__c: form.household_case },
      Status__c: client.status === undefined ? 'Active' : STATUS[client.status],
      Weight__c: client.weight ? Number(client.weight) : undefined,
      Pregnant__c: mother.pregnant === 'yes',
      Malnourished__c: malnourished,
      Last_Visit__c: visitDate,
    },
  ];

  const services = [];
  const add = (isSo, code, reason, type, date, facility) => {
    if (!isSo || client.status === 'moved') return;
    const service = {
      Service_UID__c: `${caseId}_${code}_${day}`,
      Client__r: { CommCare_ID__c: caseId },
      RecordType: { Name: 'Home visit' },
      Reason_for_Service__c: reason,
      Type_of_Service__c: type,
      Open_Case__c: type === 'Referral' || type === 'Tracing',
      Form_ID__c: id,
      Source__c: 1,
    };
    if (date || visit.date) service.Date__c = date || visit.date;
    if (facility) service.Facility__r = { Name: FACILITIES[facility] || 'Unknown facility' };
    services.push(service);
  };

  add(has(form.symptoms, 'fever'), 'SYM-FEV', 'Fever', 'Symptom');
  add(has(form.symptoms, 'cough'), 'SYM-COU', 'Cough', 'Symptom');
  add(has(form.symptoms, 'diarrhoea'), 'SYM-DIA', 'Diarrhoea', 'Symptom');
  add(has(form.symptoms, 'rash'), 'SYM-RAS', 'Skin rash', 'Symptom');
  add(malaria.test === 'pos', 'MAL', 'Malaria', 'Referral', malaria.date, malaria.facility);
  add(malaria.test === 'neg', 'MAL-T', 'Malaria test', 'Test', malaria.date);
  add(has(form.vaccines, 'bcg'), 'VAC-BCG', 'BCG', 'Immunisation', form.vaccines_date);
  add(has(form.vaccines, 'opv'), 'VAC-OPV', 'Polio', 'Immunisation', form.vaccines_date);
  add(has(form.vaccines, 'penta'), 'VAC-PEN', 'Pentavalent', 'Immunisation', form.vaccines_date);
  add(has(form.vaccines, 'measles'), 'VAC-MEA', 'Measles', 'Immunisation', form.vaccines_date);
  add(mother.pregnant === 'yes', 'ANC', 'ANC', 'Referral', mother.next_anc, malaria.facility);
  add(lateForAnc, 'ANC-L', 'Late ANC', 'Tracing', mother.next_anc);
  add(mother.delivered === 'yes', 'DEL', 'Skilled delivery', 'Visit');
  add(mother.fp === 'pill', 'FP-P', 'Pill', 'Family planning');
  add(mother.fp === 'implant', 'FP-I', 'Implant', 'Family planning');
  add(has(form.given, 'ors'), 'GIV-ORS', 'ORS', 'Supplies');
  add(has(form.given, 'zinc'), 'GIV-ZN', 'Zinc', 'Supplies');
  add(has(form.given, 'net'), 'GIV-NET', 'Mosquito net', 'Supplies');
  add(has(form.given, 'soap'), 'GIV-SOAP', 'Soap', 'Supplies');
  add(malnourished, 'NUT', 'Malnutrition', 'Referral', undefined, malaria.facility);
  return { ...state, clients, services };
});

each(state => state.clients, upsert('Client__c', 'CommCare_ID__c', state => state.data));
each(state => state.services, upsert('Service__c', 'Service_UID__c', state => state.data));
