// Clinic visit to Salesforce, as it would be written by hand: one record of many fields.
const BRACES = { iowa: 'Iowa', bar: 'Bar and shoes', own: 'Own design' };
const TREATMENTS = { casting: 'Casting', tenotomy: 'Tenotomy', bracing: 'Bracing' };
const PROBLEMS = { rubs: 'Rubs the skin', too_small: 'Too small', broken: 'Broken' };
const REASONS = { routine: 'Routine', relapse: 'Relapse' };
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const SCORES = ['medial', 'lateral', 'talar', 'posterior', 'heel', 'equinus', 'total'];

const capital = word => word.charAt(0).toUpperCase() + word.slice(1);
const proper = text =>
  text ? text.replace(/_/g, ' ').toLowerCase().split(' ').map(capital).join(' ') : undefined;
const number = text => (text ? Number(text) : undefined);
const rounded = (text, places) => (text ? Number(Number(text).toFixed(places)) : undefined);
const midnight = text => (text ? `${text}T00:00:00.000Z` : text === '' ? null : undefined);
const time = (text, length) =>
  new Date(Date.parse(text) + 3 * 3600000).toISOString().replace('T', ' ').slice(0, 19).slice(...length);

fn(state => {
  const { form, id, domain, received_on } = state.data;
  const visit = form.subcase_0.case;
  const { update } = visit;
  const { calcs = {}, brace = {}, photos = {}, sms = {}, meta } = form;
  const many = text => (text ? text.split(' ').filter(Boolean) : []);
  const [latitude, longitude] = many(form.where);
  const photo = name =>
    photos.add === 'yes' && name
      ? `https://hq.example.org/a/${domain}/api/form/attachment/${meta.instanceID}/${name}`
      : '';
  const monthsOld = () => {
    if (!calcs.born || !update.visit_date) return undefined;
    const [year, month, day] = calcs.born.split('-').map(Number);
    const [thisYear, thisMonth, today] = update.visit_date.split('-').map(Number);
    return (thisYear - year) * 12 + thisMonth - month - (today < day ? 1 : 0);
  };
  const severity = () => {
    const worst = Math.max(Number(update.l_total) || 0, Number(update.r_total) || 0);
    if (worst >= 4) return 'Severe';
    return worst >= 1 ? 'Moderate' : 'None';
  };
  const [year, month] = (update.visit_date || '').split('-');
  const isRelapse = { yes: true, no: false }[update.relapse];

  const record = {
    Visit_UID__c: update.original_id || visit['@case_id'],
    Case_ID__c: visit['@case_id'],
    Patient__r: { CommCare_ID__c: form.case['@case_id'] },
    Name: `${calcs.first_name || ''} ${calcs.last_name || ''}`,
    Visit_Date__c: midnight(update.visit_date),
    Next_Visit_Date__c: midnight(update.next_visit_date),
    Referral_Date__c: midnight(update.referral_date),
    Surgery_Date__c: update.surgery_date ? update.surgery_date.split('-').reverse().join('/') : undefined,
    Month__c: month ? `${MONTHS[month - 1]} ${year}` : undefined,
    Year__c: number(year),
    Age_Months__c: monthsOld(),
    Received_At__c: time(received_on, [0]),
    Brace_Type__c: BRACES[brace.kind || brace.kind_old] || 'Not defined',
    Brace_Problems__c: many(brace.problems).map(id => PROBLEMS[id] || id).join(';'),
    Brace_Rubs__c: many(brace.problems).includes('rubs'),
    Brace_Count__c: Number(update.brace_count || 0),
    Brace_Condition__c: proper(update.brace_condition),
    Shoe_Condition__c: proper(update.shoe_condition),
    Shoe_Size__c: update.shoe_size ? capital(update.shoe_size).replace('_', ' ') : undefined,
    First_Brace__c: update.is_first_brace === '1',
    SMS_Opt_In__c: { yes: true, no: false }[sms.wants],
    Phone__c: update.phone ? update.phone.replace(/[^0-9]/g, '') : undefined,
    Notes__c: update.notes === undefined ? undefined : update.notes.trim().slice(0, 20),
    Relapse__c: isRelapse,
    Relapse_Kind__c: update.relapse_kind && ({ early: 'Early', late: 'Late' }[update.relapse_kind] || update.relapse_kind),
    Complications__c: update.complications ? many(update.complications).join('; ') : undefined,
    Complications_Words__c: update.complications
      ? many(update.complications).map(id => capital(id).replace(/_/g, ' ')).join(';')
      : undefined,
    Complications_Titles__c: update.complications
      ? many(update.complications).map(proper).join(';')
      : undefined,
    Country__c: calcs.clinic ? calcs.clinic.split('_')[0].toUpperCase() : undefined,
    Latitude__c: rounded(latitude, 4),
    Longitude__c: rounded(longitude, 4),
    Casts_Total__c: Number(update.l_casts || 0) + Number(update.r_casts || 0),
    Severity__c: severity(),
    Reason__c: update.reason ? REASONS[update.reason.toLowerCase()] : update.reason === '' ? null : undefined,
    App_Version__c: meta.appVersion,
    Entered_By__c: meta.username.toLowerCase(),
    Duration_From__c: time(meta.timeStart, [11, 16]),
    Duration_To__c: time(meta.timeEnd, [11, 16]),
    Form_ID__c: id,
    Source__c: 'CommCare',
    Is_Import__c: true,
    Form_Name__c: form['@name'],
    Status__c: { open: 'Open', closed: 'Closed' }[update.status] || null,
  };
  if (update.surgery_date === '') record.Surgery_Date__c = null;
  if (calcs.clinic) record.Clinic__r = { Clinic_Code__c: calcs.clinic };
  [['l', 'Left'], ['r', 'Right']].forEach(([letter, side]) => {
    SCORES.forEach(score => {
      record[`${side}_${capital(score)}__c`] = number(update[`${letter}_${score}`]);
    });
    const treatment = update[`${letter}_treatment`];
    record[`${side}_Angle_Out__c`] = number(update[`${letter}_angle_out`]);
    record[`${side}_Angle_Up__c`] = rounded(update[`${letter}_angle_up`], 1);
    record[`${side}_Treatment__c`] = TREATMENTS[treatment] || treatment;
    record[`${side}_Treatment_Other__c`] = update[`${letter}_treatment_other`];
    record[`${side}_Surgery__c`] = proper(update[`${letter}_surgery`]);
    record[`${side}_Cast_Count__c`] = number(update[`${letter}_casts`]);
    record[`${side}_Photo__c`] = photo(photos[side.toLowerCase()]);
  });
  return { ...state, visits: [record] };
});

each(state => state.visits, upsert('Visit__c', 'Visit_UID__c', state => state.data));
