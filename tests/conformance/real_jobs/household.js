// Household registration to Salesforce, as it would be written by hand: members and their
// vaccinations, each with what it needs of the household.
const asList = rows => (rows === undefined || rows === '' ? [] : [].concat(rows));
const titled = text =>
  text
    .toLowerCase()
    .split(' ')
    .map(word => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');
const SEX = { m: 'Male', f: 'Female' };
const VACCINES = { bcg: 'BCG', opv: 'Polio' };

fn(state => {
  const { form, id } = state.data;
  const code = form.household_id;
  const village = form.village ? titled(form.village.replace(/_/g, ' ')) : undefined;
  const [latitude, longitude] = form.location ? form.location.split(' ') : [];
  const rows = asList(form.members && form.members.item);
  const yearsOld = born => {
    const [year, month, day] = born.split('-').map(Number);
    const [thisYear, thisMonth, today] = form.registered.split('-').map(Number);
    const isEarlier = thisMonth < month || (thisMonth === month && today < day);
    return thisYear - year - (isEarlier ? 1 : 0);
  };

  const households = [
    {
      Code__c: code,
      Village__c: village,
      Latitude__c: latitude,
      Longitude__c: longitude,
      Members__c: rows.length,
      Registered_On__c: form.registered,
    },
  ];
  const persons = rows.map((row, index) => ({
    Code__c: `${code}-${index + 1}`,
    Household__r: { Code__c: code },
    Name: row.name ? titled(row.name.trim()) : undefined,
    Gender__c: SEX[row.sex],
    Born_On__c: row.born ? row.born.split('-').reverse().join('/') : undefined,
    Age__c: row.born ? yearsOld(row.born) : undefined,
    Phone__c: row['phone-number'] === '' ? null : row['phone-number'],
    Village__c: village,
    Head_of_Household__c: index === 0,
    Form_ID__c: id,
  }));
  const mothers = rows.flatMap((row, index) =>
    Number(row.mother_no) > 0
      ? [
          {
            Code__c: `${code}-${index + 1}-mother`,
            Child__r: { Code__c: `${code}-${index + 1}` },
            Mother__r: { Code__c: `${code}-${row.mother_no}` },
            Kind__c: 'Mother',
          },
        ]
      : []
  );
  const vaccinations = rows.flatMap((row, index) =>
    asList(row.vaccines && row.vaccines.given).map((given, place) => ({
      Code__c: `${code}-${index + 1}-v${place + 1}`,
      Person__r: { Code__c: `${code}-${index + 1}` },
      Vaccine__c: VACCINES[given.which] || 'Unknown',
      Given_On__c: given.on || form.registered,
      Member_Name__c: row.name,
      Village__c: form.village || undefined,
    }))
  );
  return { ...state, households, persons, mothers, vaccinations };
});

each(state => state.households, upsert('Household__c', 'Code__c', state => state.data));
each(state => state.persons, upsert('Person__c', 'Code__c', state => state.data));
each(state => state.mothers, upsert('Relationship__c', 'Code__c', state => state.data));
each(state => state.vaccinations, upsert('Vaccination__c', 'Code__c', state => state.data));
