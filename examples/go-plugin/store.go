package main

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"log"
	"sync"
	"sync/atomic"
	"time"

	iradix "github.com/hashicorp/go-immutable-radix/v2"
	"github.com/hashicorp/go-plugin"
	bolt "go.etcd.io/bbolt"
	"google.golang.org/grpc/health"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	pb "example.com/holdfast-bbolt/storepb"
)

// The buckets of the file.
var (
	bucketHistory  = []byte("history")  // its own name -> the history's id
	bucketEntries  = []byte("entries")  // key -> KeyValue
	bucketLog      = []byte("log")      // revision, 8 bytes -> Batch with previous entries; never without the last
	bucketOutcomes = []byte("outcomes") // name of a commit -> outcome
)

// store is the service holdfast.store.v1.Store. It keeps all in a bolt file, and the present state in memory too.
//
// Commits are judged one after another, each on top of those before it, within a bolt transaction that many of
// them share. The new state is shown when the disk has it: nobody sees a revision that a crash could take back.
type store struct {
	plugin.NetRPCUnsupportedPlugin
	pb.UnimplementedStoreServer
	health      *health.Server
	incarnation string      // of this process: an id from before a restart is never taken for a new one
	path        string      // of the file, where Configure names none
	configured  atomic.Bool // then what follows is there
	limits
	history string
	db      *bolt.DB
	head    atomic.Pointer[state] // what readers see
	watches atomic.Int64

	mu         sync.Mutex // guards what follows; whoever writes the file takes it within the transaction
	work       state      // the head under the commits that the disk does not have yet
	txns       map[string]*txn
	outcomes   map[string]outcome
	remembered []string // the names of the outcomes, oldest first
}

// outcome is what a commit, or a transaction, came to. The file keeps those of commits.
type outcome struct {
	Hash              []byte // of the request
	Revision, Deleted uint64
	Head              uint64 // the revision that the answer reflects
	err               error  // what the commit is refused with
	over              error  // what further calls in its transaction are refused with
	at                time.Time
}

func newStore() *store {
	s := &store{health: health.NewServer(), incarnation: rand.Text(), txns: map[string]*txn{}, outcomes: map[string]outcome{}}
	s.health.SetServingStatus("plugin", healthpb.HealthCheckResponse_SERVING)
	s.health.SetServingStatus(pb.Store_ServiceDesc.ServiceName, healthpb.HealthCheckResponse_NOT_SERVING)
	return s
}

// load opens the file and reads it into memory; a new one gets its buckets.
func (s *store) load(path string) (err error) {
	s.db, err = bolt.Open(path, 0o600, &bolt.Options{Timeout: 5 * time.Second, FreelistType: bolt.FreelistMapType, NoFreelistSync: true})
	if err != nil {
		return invalid("BAD_OPTION", "the file '"+path+"' cannot be opened: "+err.Error(), "option", "path")
	}
	s.db.MaxBatchDelay = 500 * time.Microsecond // a commit waits for others, to share the sync
	entries := iradix.New[*pb.KeyValue]().Txn()
	err = s.db.Update(func(tx *bolt.Tx) error {
		for _, name := range [][]byte{bucketHistory, bucketEntries, bucketLog, bucketOutcomes} {
			if _, err := tx.CreateBucketIfNotExists(name); err != nil {
				return err
			}
		}
		s.history = cmp.Or(string(tx.Bucket(bucketHistory).Get(bucketHistory)), rand.Text())
		last, _ := tx.Bucket(bucketLog).Cursor().Last()
		s.work.revision = number64(last)
		err1 := tx.Bucket(bucketEntries).ForEach(func(key, raw []byte) error {
			kv := &pb.KeyValue{}
			entries.Insert(bytes.Clone(key), kv)
			return proto.Unmarshal(raw, kv)
		})
		err2 := tx.Bucket(bucketOutcomes).ForEach(func(name, raw []byte) error {
			var o outcome
			err := json.Unmarshal(raw, &o)
			o.over = finished(string(name[1:]), "committed")
			s.remember(string(name), o)
			return err
		})
		return errors.Join(err1, err2, tx.Bucket(bucketHistory).Put(bucketHistory, []byte(s.history)))
	})
	if err != nil {
		return errors.Join(err, s.db.Close())
	}
	s.work.entries, s.work.later = entries.Commit(), make(chan struct{})
	shown := s.work
	s.head.Store(&shown)
	go s.keepHouse()
	return nil
}

// write runs a change of the file, and returns when the disk has it and all changes before it.
func (s *store) write(change func(*bolt.Tx)) {
	must(s.db.Batch(func(tx *bolt.Tx) error {
		s.mu.Lock()
		defer s.mu.Unlock()
		change(tx)
		shown := s.work
		tx.OnCommit(func() {
			s.mu.Lock()
			defer s.mu.Unlock()
			if was := s.head.Load(); shown.revision > was.revision {
				s.head.Store(&shown)
				close(was.later)
			}
		})
		return nil
	}))
}

// must ends the program with an error: callers learn that the outcome is unknown, and the next start reads what
// is there.
func must(err error) {
	if err != nil {
		log.Fatalf("cannot go on: %v", err)
	}
}

// commit commits a transaction with its last checks and mutations; an empty id is a whole transaction. It does
// so once under a name: a letter for the kind, and an id, or nothing where the request has none.
func (s *store) commit(ctx context.Context, name string, request proto.Message, txnID string, last *pb.CommitRequest) (o outcome) {
	if err := s.changes(last); err != nil {
		return outcome{err: err}
	}
	raw, _ := proto.MarshalOptions{Deterministic: true}.Marshal(request) // decoded a moment ago: it can be encoded
	hash := sha256.Sum256(raw)
	s.write(func(tx *bolt.Tx) {
		switch known, again := s.outcomes[name]; {
		case again && known.err == nil && !bytes.Equal(known.Hash, hash[:]):
			o.err = invalid("BAD_REQUEST_ID", "id "+name[1:]+" was used before with other content; choose a fresh one")
		case again:
			o = known
		case ctx.Err() != nil: // nobody waits for it any longer
			o.err = status.FromContextError(ctx.Err()).Err()
		default:
			x := newTxn(s.work)
			if txnID != "" {
				x, o.err = s.open(txnID)
			}
			if o.err == nil {
				o = s.judge(x, last, tx)
			}
			if o.err == nil && len(name) > 1 {
				o.Hash, o.over = hash[:], finished(name[1:], "committed")
				s.remember(name, o)
				raw, err := json.Marshal(o)
				must(errors.Join(err, tx.Bucket(bucketOutcomes).Put([]byte(name), raw)))
			}
		}
	})
	return o
}

// remember keeps an outcome for as long as it can be asked for again.
func (s *store) remember(name string, o outcome) {
	o.at = time.Now()
	s.outcomes[name], s.remembered = o, append(s.remembered, name)
}

// keepHouse ends transactions whose leases have run out, and forgets outcomes and revisions that are older
// than their retention. A revision goes one retention after a mark was set on it, and so after two at the
// latest: no clock needs to outlive the process.
func (s *store) keepHouse() {
	mark, marked := s.head.Load().revision, time.Now()
	var old, cut uint64 // revisions below old may go; those up to cut are gone
	for now := range time.Tick(100 * time.Millisecond) {
		if now.Sub(marked) > millis(s.HistoryRetentionMs) {
			old, mark, marked = mark, s.head.Load().revision, now
		}
		forgettable := func() bool {
			return len(s.remembered) > 0 && now.Sub(s.outcomes[s.remembered[0]].at) > millis(s.OutcomeRetentionMs)
		}
		s.mu.Lock()
		for _, x := range s.txns {
			s.expire(x, now)
		}
		due := forgettable() || cut+1 < old
		s.mu.Unlock()
		if !due {
			continue
		}
		s.write(func(tx *bolt.Tx) {
			for ; forgettable(); s.remembered = s.remembered[1:] {
				must(tx.Bucket(bucketOutcomes).Delete([]byte(s.remembered[0])))
				delete(s.outcomes, s.remembered[0])
			}
			oldest, _ := tx.Bucket(bucketLog).Cursor().First()
			for cut = number64(oldest) - 1; cut+1 < old && cut < number64(oldest)+10_000; cut++ { // by parts
				must(tx.Bucket(bucketLog).Delete(bytes64(cut + 1)))
			}
		})
	}
}

func bytes64(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }

// number64 returns a number, and 0 for none.
func number64(raw []byte) uint64 {
	return binary.BigEndian.Uint64(append(make([]byte, 8-len(raw)), raw...))
}
