// Referral to Salesforce, as it would be written by hand: links by what the form says.
const TESTERS = ['openfn.test', 'trainer'];
const FACILITIES = { dh: 'District hospital', hc: 'Health centre' };
const VILLAGES = { v1: 'UPPER-MILL', v2: 'LOWER-MILL' };
const REPLACED_WORKERS = { a03x0000old: 'a03x0000new' };
const titled = text =>
  text
    .toLowerCase()
    .split(' ')
    .map(word => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');

fn(state => {
  const { form, id } = state.data;
  const nothing = { ...state, newborns: [], referrals: [], tasks: [] };
  if (TESTERS.includes(form.meta.username)) return nothing;

  const caseId = form.case['@case_id'];
  const newborn = form.subcase_0 && form.subcase_0.case;
  const fromService = form.referred_from === 'service';
  let person = caseId;
  if (newborn) person = newborn['@case_id'];
  else if (form.referred_from === 'person') person = form.person_case;
  else if (fromService) person = form.parent_person_case || caseId;

  const isOther = form.facility === 'other';
  const other = form.facility_other ? titled(form.facility_other.trim()) : undefined;
  const facility = isOther ? other : FACILITIES[form.facility];
  const worker = form.worker_sfid || 'a03x00default';
  const recordType = form.record_type === 'Unborn' ? 'Child' : form.record_type || 'Child';
  const isUrgent = form.urgent === 'yes';

  const referral = {
    Referral_UID__c: `${person}_${id}`,
    Person__r: { CommCare_ID__c: person },
    Facility__r: { Name: facility || 'Unknown facility' },
    Facility_Other__c: isOther ? form.facility_other : undefined,
    Village__r: { Label__c: VILLAGES[form.village] || 'UNKNOWN' },
    Worker__c: REPLACED_WORKERS[worker] || worker,
    RecordType: { Name: recordType.replace(/_/g, ' ') },
    Due__c: form.due ? `${form.due}T00:00:00.000Z` : undefined,
    Urgent__c: isUrgent,
  };
  if (fromService) referral.Parent_Service__r = { Service_UID__c: form.service_case };
  if (Number(form.age_months) < 60 && form.mother_case) {
    referral.Mother__r = { CommCare_ID__c: form.mother_case };
  }

  const newborns = newborn
    ? [
        {
          CommCare_ID__c: newborn['@case_id'],
          Name: titled((form.newborn && form.newborn.name) || newborn.create.case_name),
          Mother__r: { CommCare_ID__c: caseId },
          RecordType: { Name: 'Child' },
        },
      ]
    : [];
  const tasks =
    isUrgent && !isOther
      ? [
          {
            Subject: 'Call the facility',
            Description: `Referral ${id} to ${facility}`,
            OwnerId: worker,
            Status: 'Not Started',
          },
        ]
      : [];
  return { ...state, newborns, referrals: [referral], tasks };
});

each(state => state.newborns, upsert('Person__c', 'CommCare_ID__c', state => state.data));
each(state => state.referrals, upsert('Referral__c', 'Referral_UID__c', state => state.data));
each(state => state.tasks, create('Task', state => state.data));
